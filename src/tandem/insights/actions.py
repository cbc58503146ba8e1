"""Working outlooks out and keeping them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings

from tandem.authority import organization
from tandem.insights.models import BookingsOutlook
from tandem.insights.queries.booked import booked
from tandem.insights.reckoning import quarters_of, work_out
from tandem.science.series.heavier import Heavier, installed
from tandem.science.series.outlook import METHODS
from tandem.science.series.panel import Method

logger = logging.getLogger(__name__)


def methods() -> Sequence[Method]:
    """What is tried on each row: the built-in ones, and the model that TANDEM_SERIES names."""
    if not settings.TANDEM_SERIES:
        return METHODS
    if not installed():
        logger.warning(
            "TANDEM_SERIES is %s, and statsforecast is not installed. The built-in methods are used; install "
            "tandem-sales[series], or unset TANDEM_SERIES.",
            settings.TANDEM_SERIES,
        )
        return METHODS
    return (*METHODS, Heavier(settings.TANDEM_SERIES))


def keep_outlooks(*, today: date, at: datetime) -> int:
    """Work out where the bookings of every team are going, unless nothing changed. Returns how many were kept.

    No act of a person, so not in the logbook. A second run in the same month replaces what the first kept.
    """
    calendar, currency = organization.calendar(), organization.current().currency
    month, quarter = calendar.month_of(today), calendar.quarter_of(today)
    found = booked(month, today)
    tried = methods()
    digest = found.digest(tried)
    kept = BookingsOutlook.objects.filter(month_on=month.start)
    if kept.filter(digest=digest).exists():
        kept.update(as_of_on=today)
        return 0
    place = [one.start for one in quarter.months()].index(month.start)
    results = work_out(found, quarters_of(place), tried)
    for team, result in results.items():
        values = {
            "as_of_on": today, "made_at": at, "digest": digest, "currency": currency, "result": result,
        }  # fmt: skip
        BookingsOutlook.objects.update_or_create(team_id=team, month_on=month.start, defaults=values)
    kept.exclude(team__in=results).delete()
    return len(results)
