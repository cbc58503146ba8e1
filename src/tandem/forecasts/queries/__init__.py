"""Reads about forecasts. The viewer comes first, and sees only what is theirs to see."""

from tandem.forecasts.queries.calls import calls, currency, find, get_forecast, story
from tandem.forecasts.queries.choosing import Choice, NoTeam, choose, rhythm, sits
from tandem.forecasts.queries.page import Page, page, page_of
from tandem.forecasts.queries.prefill import prefill

__all__ = [
    "Choice",
    "NoTeam",
    "Page",
    "calls",
    "choose",
    "currency",
    "find",
    "get_forecast",
    "page",
    "page_of",
    "prefill",
    "rhythm",
    "sits",
    "story",
]
