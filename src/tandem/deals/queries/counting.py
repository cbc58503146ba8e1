"""Which closed deals count in a period: those that are there, and those deleted only after the period was over.

Deleting takes a deal out of lists, of the board, of the period that runs and of what is told of the future. What was
reached in a period that had ended stays as it was. What an import had created that was undone counts nowhere
(models.deals.NEVER_WAS).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.db.models import Case, DateTimeField, Q, Value, When

from tandem.authority import organization
from tandem.core.clock import end_of, pretended_day
from tandem.deals.models import DealQuerySet

Span = tuple[date, date]
"""The first and the last day of a period, both included."""


def counting(
    rows: DealQuerySet, *spans: Span, by: Literal["closed_on", "closes_on"] = "closed_on"
) -> tuple[DealQuerySet, DealQuerySet]:
    """Of these deals those that closed in any of the spans and count there: who is there, and who was deleted later.

    Two parts, to be put together by UNION ALL, because each stands on an index of its own and with OR neither is used.
    The spans come in order of time, without gaps. `by`: which column of the day a closed deal closed an index has.
    """
    closed = rows.filter(**{f"{by}__gte": spans[0][0], f"{by}__lte": happened(spans[-1][1])})
    return closed.filter(deleted_at__isnull=True), closed.filter(_kept(*spans))


def happened(end: date) -> date:
    """`end`, or the past day as of which Tandem is run: what closed after it has not happened yet."""
    return min(end, pretended_day() or end)


def over(day: date) -> datetime:
    """The moment in which the organization's day is over; of what was deleted from then on that day knew nothing."""
    return end_of(day, organization.current().time_zone)


def _kept(*spans: Span) -> Q:
    """Deleted only after the span in which it closed. The first bound is what an index finds."""
    zone = organization.current().time_zone
    after_first = Q(deleted_at__gte=end_of(spans[0][1], zone))
    if len(spans) == 1:
        return after_first
    ends = [When(closed_on__lte=end, then=Value(end_of(end, zone))) for _, end in spans]
    return after_first & Q(deleted_at__gte=Case(*ends, output_field=DateTimeField()))
