"""Addresses of rows: looked up once for a kind of page, not once for each row of a list."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.core.ui import menu

ANY_ID = 8_076_543_210  # stands for the id


def address_of(name: str, pk: int) -> str:
    """The page of a row by the URL name and its only parameter, the row's id."""
    return _with_any(name, settings.ROOT_URLCONF, get_script_prefix()).replace(str(ANY_ID), str(pk))


def how(key: str, words: str, title: str = "How this number is made") -> SafeString:
    """What a figure is called, leading to how it is made; `key` is its place on that page."""
    return format_html(
        '<a class="how" href="{}#{}" title="{}">{}</a>', menu.url_of("workspace:figures"), key, title, words
    )


@cache
def _with_any(name: str, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf=urlconf, args=[ANY_ID])
