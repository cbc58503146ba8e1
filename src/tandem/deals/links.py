"""Addresses of the deals that figures elsewhere are made of."""

from __future__ import annotations

from datetime import date

from django.urls import reverse


def won_deals(owner: int, start: date, end: date) -> str:
    """The list of what a person won in a period. What was deleted since counts in the figure and is not in the list."""
    return f"{reverse('deals:table')}?owner={owner}&state=won&closes={start}..{end}"
