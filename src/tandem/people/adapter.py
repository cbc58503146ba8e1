"""How sign-in behaves here: nobody signs up; an administrator adds people."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closed to the public; whoever left cannot sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
