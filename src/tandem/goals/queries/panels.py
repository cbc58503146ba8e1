"""What other pages show of goals: the goal at the side, the hero of Today, the foot of the board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from tandem.authority import organization
from tandem.core.money import Money, format_money, round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on, total
from tandem.deals.models import Deal
from tandem.goals.models import METRICS
from tandem.goals.queries.results import below, results
from tandem.goals.queries.standing import GoalStanding, goal_at_hand, own_goal
from tandem.people.models import Person

ZERO = Decimal(0)
COMING = {
    "officer": "Your manager sets it",
    "manager": "Open a plan, or ask for one",
    "executive": "Set the organization’s goal",
}


@dataclass(frozen=True)
class SideGoal:
    """The goal at the foot of the sidebar."""

    label: str
    percent: float | None
    pace_percent: float | None
    words: str
    day: str


@dataclass(frozen=True)
class Part:
    """One piece of the board's foot: won deals, or the weighted open deals of a stage."""

    words: str
    amount: Decimal


@dataclass(frozen=True)
class BoardFoot:
    """What the board adds up to in the goal's period: booked, then likely by stage, against the target."""

    goal: GoalStanding | None
    period: Period
    currency: str
    booked: Decimal
    stages: Sequence[Part]
    unknown: Sequence[Money]

    @property
    def likely(self) -> Decimal:
        """Booked and the weighted open deals."""
        return self.booked + sum((part.amount for part in self.stages), ZERO)

    @property
    def target(self) -> Decimal | None:
        """The target line; None while nobody set one."""
        return self.goal.target.amount if self.goal else None

    @property
    def target_words(self) -> str:
        """ "Target €260k"."""
        return f"Target {self.short(self.target)}" if self.target is not None else ""

    @property
    def parts(self) -> list[tuple[str, Decimal]]:
        """As the tag `stack` takes them, what is booked first."""
        told = [(f"Booked {self.short(self.booked)}", self.booked)]
        likely = [part for part in self.stages if part.amount]
        return told + [(f"{part.words} {self.short(part.amount)}", part.amount) for part in likely]

    @property
    def missing(self) -> Decimal | None:
        """What is left when everything likely comes in; negative beyond the target."""
        return None if self.target is None else self.target - self.likely

    @property
    def beyond(self) -> Decimal:
        """What lies beyond the target."""
        return -(self.missing or ZERO)

    def short(self, amount: Decimal) -> str:
        """€42.8k."""
        return format_money(amount, self.currency, "short")


def side_goal(viewer: Person, *, today: date) -> SideGoal | None:
    """The viewer's goal for the sidebar, in at most three statements; None for who neither carries nor steers one."""
    if viewer.role not in COMING:
        return None
    return as_side_goal(viewer, goal_at_hand(viewer, today), today=today)


def as_side_goal(viewer: Person, goal: GoalStanding | None, *, today: date) -> SideGoal | None:
    """A goal that is known already, as the sidebar shows it."""
    if viewer.role not in COMING:
        return None
    if goal is None:
        quarter = organization.calendar().quarter_of(today)
        return SideGoal(_label(viewer, quarter), None, None, COMING[viewer.role], "")
    words = goal.words[0].upper() + goal.words[1:]
    metric = "" if goal.plan.is_money else f" {METRICS[goal.plan.metric].lower()}"
    return SideGoal(
        _label(viewer, goal.period) + metric, goal.percent, goal.pace_percent, words, goal.day_words
    )


def _label(viewer: Person, period: Period) -> str:
    whose = {"officer": "My", "manager": "Team", "executive": "Org"}[viewer.role]
    return f"{whose} {period.label.split(' ')[0] if period.kind == 'quarter' else period.label}"


def board_foot(viewer: Person, *, today: date) -> BoardFoot:
    """Won and weighted open deals of the viewer's goal, closing in its period, in the organization's currency."""
    goal = own_goal(viewer, today)
    period = goal.period if goal else organization.calendar().quarter_of(today)
    into = organization.current().currency
    mine = Deal.objects.visible_to(viewer).filter(
        expected_close_on__lte=period.end, state="open", amount__isnull=False
    )
    if viewer.role == "officer":
        mine = mine.filter(owner=viewer)
    elif goal is not None:
        mine = mine.filter(owner__path__startswith=goal.target.home.path)
    rows = (
        mine.order_by()
        .values_list("stage__position", "stage__name", "stage__chance", "currency")
        .annotate(amount=Sum("amount"))
    )
    rates = rates_on(today, into=into)
    stages: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    unknown: list[Money] = []
    for position, name, chance, currency, amount in rows:
        weighted, left_out = total([Money(amount * chance / 100, currency)], rates, into)
        stages[-position, name] += weighted.amount
        unknown += left_out
    booked = goal.result if goal and goal.plan.is_money else _booked(viewer, period, today)
    parts = [Part(name, round_to(amount, into)) for (_, name), amount in sorted(stages.items())]
    return BoardFoot(goal, period, into, booked, parts, unknown)


def _booked(viewer: Person, period: Period, today: date) -> Decimal:
    """What the viewer, or everybody they see, booked in the period, where no goal says whose results count."""
    if viewer.role == "officer":
        within = Q(credited_to=viewer)
    else:
        within = Q()
        for path in viewer.led:
            within |= below(path)
    return results("bookings", period.start, min(today, period.end), within).whole()
