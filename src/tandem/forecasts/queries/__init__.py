"""Reads about forecasts. The viewer comes first, and sees only what is theirs to see."""

from tandem.forecasts.queries.accuracy import Accuracy, accuracy
from tandem.forecasts.queries.bars import deals_of
from tandem.forecasts.queries.calls import calls, currency, find, get_forecast, story
from tandem.forecasts.queries.choosing import Choice, NoTeam, choose, may_call, rhythm, sits
from tandem.forecasts.queries.course import course
from tandem.forecasts.queries.page import Page, page, page_of
from tandem.forecasts.queries.prefill import prefill
from tandem.forecasts.queries.snapshots import labeled, latest_pair, may_take, snapshots, whose
from tandem.forecasts.queries.waterfall import between, is_bar

__all__ = [
    "Accuracy",
    "Choice",
    "NoTeam",
    "Page",
    "accuracy",
    "between",
    "calls",
    "choose",
    "course",
    "currency",
    "deals_of",
    "find",
    "get_forecast",
    "is_bar",
    "labeled",
    "latest_pair",
    "may_call",
    "may_take",
    "page",
    "page_of",
    "prefill",
    "rhythm",
    "sits",
    "snapshots",
    "story",
    "whose",
]
