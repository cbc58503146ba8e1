"""Scoring the forecasts of periods that are over. Called by a job; a period is scored once, and never again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tandem.authority import organization
from tandem.authority.actions import Change, record
from tandem.core.clock import day_of
from tandem.core.periods import Period
from tandem.forecasts.models import Score
from tandem.forecasts.queries.scoring import over, periods_due, scores_of

AT_ONCE = 500


def score_periods(at: datetime) -> int:
    """Score every period that is over and settled and has no scores yet. Returns how many scores were written."""
    today = day_of(at, organization.current().time_zone)
    return sum(_score(period, at) for period in periods_due(today))


def _score(period: Period, at: datetime) -> int:
    made = list(scores_of(over(period), at))
    if not made:
        return 0
    try:
        with transaction.atomic():
            Score.objects.bulk_create(made, batch_size=AT_ONCE)
            about = Score.objects.filter(start_on=period.start, end_on=period.end).order_by("pk")[0]
            facts = {"start_on": period.start, "end_on": period.end, "scores": len(made)}
            record("forecasts.score", Change(about, facts), actor=None, at=at)
    except IntegrityError:  # another worker was first
        return 0
    return len(made)
