"""Addresses of rows: looked up once for a kind of page, not once for each row of a list."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

ANY_ID = 8_076_543_210  # stands for the id


def address_of(name: str, pk: int) -> str:
    """The page of a row by the URL name and its only parameter, the row's id."""
    return _with_any(name, settings.ROOT_URLCONF, get_script_prefix()).replace(str(ANY_ID), str(pk))


@cache
def _with_any(name: str, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf=urlconf, args=[ANY_ID])
