"""What the forecast does by itself, week by week."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tandem.core import clock
from tandem.core.jobs import Progress, job, nightly, regularly, start
from tandem.deals.models import Deal
from tandem.forecasts.actions.asking import ask_for_calls, last_deadline
from tandem.forecasts.actions.scores import score_periods
from tandem.forecasts.actions.snapshots import take_weekly
from tandem.forecasts.models import Snapshot
from tandem.forecasts.queries.choosing import rhythm

TAKE = "forecasts.snapshot"
SCORE = "forecasts.score"


@regularly("forecasts.asking")
def asking(now: datetime) -> None:
    """Ask who has not handed up, once the deadline is near."""
    ask_for_calls(now)


@regularly("forecasts.snapshot")
def weekly(now: datetime) -> None:
    """Have the week's snapshot taken once its deadline has passed."""
    day = last_deadline(rhythm(), now).day
    if not Deal.objects.exists() or Snapshot.objects.filter(kind="weekly", on__gte=day).exists():
        return
    start(TAKE, at=now, once=f"{TAKE} {day.isoformat()}", on=day.isoformat())


@job(TAKE)
def take(progress: Progress, *, on: str) -> dict[str, Any]:
    """Take the snapshot of a deadline; when it is there already, nothing happens."""
    made = take_weekly(date.fromisoformat(on), clock.now())
    return {"snapshot": made.pk if made else None}


@nightly
@job(SCORE)
def score(progress: Progress) -> dict[str, Any]:
    """Score what was said of periods that are over; what is scored already stays as it is."""
    made = score_periods(clock.now())
    return {"sentence": f"{made} scores.", "scores": made}
