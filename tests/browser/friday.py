"""A Friday of the last quarter on which calls are due: who sells what and who has called (see `prepared`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from tandem.deals.models import Deal
from tandem.forecasts.actions import set_rhythm
from tandem.forecasts.actions.asking import ask_for_calls
from tandem.forecasts.tests.make import called, opened, selling, won
from tests.cast import Cast, make_cast

DAY = "2026-11-20"
MORNING = datetime(
    2026, 11, 20, 7, tzinfo=UTC
)  # an hour before the earliest moment of that day, see core.clock
DUE = time(18, 0)  # later than its latest moment, so that nobody is too late at whatever hour this runs


@dataclass
class Friday:
    """Olga's deals by what becomes of them, one of Omar's, and one of Pia's."""

    cast: Cast
    commit: Deal
    best: Deal
    early: Deal
    grows: Deal
    elsewhere: Deal


def friday() -> Friday:
    """North sells; nobody has called yet, and whoever should is asked."""
    cast = make_cast()
    selling(cast)
    set_rhythm(actor=cast.adam, at_time=DUE)
    won(cast.olga, 30_000, name="Bought pumps")
    made = Friday(
        cast,
        commit=opened(cast.olga, 20_000, category="commit", name="Acorn pumps"),
        best=opened(cast.olga, 10_000, category="best", name="Birch valves"),
        early=opened(cast.olga, 5_000, name="Cedar seals"),
        grows=opened(cast.omar, 12_000, category="commit", name="Elm filters"),
        elsewhere=opened(cast.pia, 70_000, category="commit", name="Dogwood pipes"),
    )
    ask_for_calls(MORNING)
    return made


def all_called() -> Friday:
    """As `friday`, and the officers of North have called."""
    made = friday()
    called(made.cast.olga, 52_000, at=MORNING, commit=50_000, best=60_000, reason="Two tenders")
    called(made.cast.omar, 12_000, at=MORNING)
    return made
