"""How sign-in behaves here: nobody signs up, an administrator adds people; who changes how they sign in is told so."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tandem.people.models import Person
from tandem.people.signing_in import CHANGES, note_signing_in

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Closed to the public. What the pages of signing in change is in the logbook, and told by e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "This address and this password do not belong together. Try again, or press “Forgot it?”."
        ),
        "too_many_login_attempts": "Too many failed attempts to sign in. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Called after each change to how somebody signs in; `template_prefix` says which."""
        person = Person.objects.get(pk=user.pk)
        change = CHANGES[template_prefix]
        note_signing_in(person, actor=person, change=change)
        if person.email:
            try:
                self.send_mail("people/email/signing_in", person.email, {"change": change, "person": person})
            except OSError:  # the change stands; a mail server that is away must not undo it
                log.exception("The e-mail about signing in to %s was not sent.", person.email)
