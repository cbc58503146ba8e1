"""What must be true for a target to be reached, in its carrier's own numbers: deals of usual size, meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from django.db.models import Count, Sum

from tandem.activities.models import Activity
from tandem.activities.rules import MEETING
from tandem.authority import organization
from tandem.core.clock import end_of
from tandem.deals.models import Deal
from tandem.goals.queries.chances import Odds
from tandem.goals.queries.checks import short_of

YEAR = 365
LEAST_WON = 5  # deals won within a year, below which a usual size says little
TOOK_PLACE = ("held", "")  # meetings without an outcome were logged because they were


@dataclass(frozen=True)
class MustBe:
    """The way from the middle of all landings to the target. `deals`, `meetings`: None where not known."""

    gap: Decimal
    middle: str
    over: str
    deals: int | None = None
    size: str = ""
    won: int = 0
    meetings: int | None = None
    per_deal: float = 0.0

    @property
    def sentence(self) -> str:
        """ "2 more deals of your usual size, €18.2k, …"."""
        if self.gap <= 0:
            return (
                f"Nothing unusual: half of all landings are above {self.middle}, {self.over} over the target."
            )
        lead = f"Half of all landings are above {self.middle}, {self.over} short of the target."
        if self.deals is None:
            return f"{lead} Fewer than {LEAST_WON} deals won within a year: too few to say how many more that is."
        said = (
            f"{lead} That is {self.deals} more deal{'' if self.deals == 1 else 's'} of the usual {self.size}"
        )
        if self.meetings:
            more = "meeting" if self.meetings == 1 else "meetings"
            return f"{said}, or about {self.meetings} more {more} at {self.per_deal:.1f} for each deal won."
        return f"{said}, by {self.won} won within a year."


def must_be(odds: Odds, today: date) -> MustBe | None:
    """For an officer's target with a chance; None for teams and without one. Two statements."""
    target, plan = odds.target, odds.plan
    if target.person_id is None or odds.percent is None:
        return None
    _, middle, _ = odds.range
    gap = target.amount - middle
    words = (short_of(plan, middle), short_of(plan, abs(gap)))
    if gap <= 0:
        return MustBe(gap, *words)
    since = today - timedelta(days=YEAR)
    won = (
        Deal.objects.alive()
        .won()
        .filter(credited_to=target.person_id, closed_on__gt=since, closed_on__lte=today)
        .aggregate(n=Count("pk"), whole=Sum("booked_amount"))
    )
    if won["n"] < LEAST_WON or not won["whole"]:
        return MustBe(gap, *words, won=won["n"])
    size = won["whole"] / won["n"] if plan.is_money else Decimal(1)
    deals = ceil(gap / size)
    zone = organization.current().time_zone
    after, until = end_of(since, zone), end_of(today, zone)
    met = Activity.objects.alive().filter(
        owner=target.person_id, kind=MEETING, outcome__in=TOOK_PLACE, at__gte=after, at__lt=until
    )
    per_deal = met.count() / won["n"]
    meetings = ceil(deals * per_deal) if per_deal >= 1 else None
    told = short_of(plan, size) if plan.is_money else "kind"
    return MustBe(gap, *words, deals, told, won["n"], meetings, per_deal)
