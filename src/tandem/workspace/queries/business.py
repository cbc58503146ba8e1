"""Business: the organization and its teams, as an executive reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.http import Http404

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.deals.queries.figures import Closed, of_teams
from tandem.goals.models import Plan
from tandem.goals.queries.results import daily_below
from tandem.people.models import Person
from tandem.people.queries import tree_since
from tandem.science.season import DueCurve
from tandem.workspace.queries.choice import PERIODS, Choice, choose
from tandem.workspace.queries.steer import Figures, material

TOP = 6
ZERO = Decimal(0)


@dataclass(frozen=True)
class Quarter:
    """Bookings of one quarter by month, those to come left out; `running` while it is not over."""

    period: Period
    months: Sequence[Decimal]
    running: bool

    @property
    def total(self) -> Decimal:
        """The whole quarter."""
        return sum(self.months, ZERO)


@dataclass(frozen=True)
class PlanLine:
    """A plan that is not settled: still a draft, or published with `open` of `rows` answers outstanding."""

    plan: Plan
    label: str
    rows: int
    open: int


@dataclass(frozen=True)
class BusinessPage:
    """The page. `rows`: the teams directly below; `top`: the largest deals expected to close in the period."""

    choice: Choice
    whole: Figures
    rows: Sequence[Figures]
    closed: Closed
    curve: DueCurve
    currency: str
    usual: float | None
    quarters: Sequence[Quarter]
    top: Sequence[Deal]
    plans: Sequence[PlanLine]

    @property
    def day(self) -> int:
        """The how many-th working day of the period it is."""
        return self.curve.done(self.choice.until)

    @property
    def average(self) -> Decimal | None:
        """Average deal size: won amount ÷ won count, in the period; None without a won deal."""
        won = self.closed.cycle()
        return self.whole.booked.period / won.n if won else None

    @property
    def highest(self) -> Decimal:
        """The best month: all quarters are drawn to its scale."""
        return max((amount for quarter in self.quarters for amount in quarter.months), default=ZERO)

    @property
    def deep(self) -> set[int]:
        """The teams that have teams below them: their row leads here again, the others to Team."""
        return {team.parent_id for team in self.choice.below if team.parent_id is not None}


def business_page(viewer: Person, team: str, period: str, *, today: date) -> BusinessPage:
    """The whole organization, or one team of it, for an executive. Http404 for everybody else."""
    if viewer.role != "executive":
        raise Http404("There is no such page, or it is not yours to see.")
    choice = choose(viewer, team, period, today)
    found = material(viewer, choice)
    whole, *rows = found.with_chances(viewer, map(found.of_team, (choice.team, *choice.parts)))
    rows.sort(key=lambda row: (-row.ahead, row.name))
    return BusinessPage(
        choice,
        whole,
        rows,
        found.closed,
        found.curve,
        found.currency,
        found.usual,
        _quarters(choice),
        _top(choice),
        _plans(viewer, choice),
    )


def _quarters(choice: Choice) -> list[Quarter]:
    """Bookings by month of the eight quarters up to the chosen one, of the teams below in each."""
    quarters = [choice.period.shifted(-steps) for steps in range(PERIODS - 1, -1, -1)]
    spans = [(quarter.start, min(quarter.end, choice.until)) for quarter in quarters]
    by_month: dict[date, Decimal] = {}
    tree = tree_since(spans[0][1])
    for days in daily_below("bookings", spans, choice.team.pk, tree).values():
        for day, amount in days.items():
            first = day.replace(day=1)
            by_month[first] = by_month.get(first, ZERO) + amount
    return [
        Quarter(
            quarter,
            [by_month.get(month.start, ZERO) for month in quarter.months() if month.start <= choice.until],
            quarter.end > choice.today,
        )
        for quarter in quarters
    ]


def _top(choice: Choice) -> list[Deal]:
    if choice.is_past:
        return []
    rows = of_teams(choice.ids).open().closing_in(choice.period).filter(amount__isnull=False)
    return list(rows.select_related("account", "owner", "stage").order_by("-amount", "pk")[:TOP])


def _plans(viewer: Person, choice: Choice) -> list[PlanLine]:
    """Plans of this period and later ones that somebody still has to publish or to answer."""
    unanswered = Q(targets__state__in=("proposed", "countered"))
    rows = (
        Plan.objects.visible_to(viewer)
        .filter(team__in=choice.ids, end_on__gte=choice.today)
        .select_related("team")
        .annotate(rows=Count("targets"), unanswered=Count("targets", filter=unanswered))
        .filter(Q(state="draft") | Q(unanswered__gt=0))
        .order_by("start_on", "team__path")
    )
    calendar = organization.calendar()
    return [
        PlanLine(plan, plan.period(calendar).label, plan.rows, plan.unanswered)  # type: ignore[attr-defined]
        for plan in rows[:TOP]
    ]
