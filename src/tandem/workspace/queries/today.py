"""Today: what to do next and why, the own goal, what closes this month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import prod
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum

from tandem.activities.models import Activity
from tandem.activities.queries.tasks import as_todos
from tandem.authority import organization
from tandem.core.compiled import Compiled
from tandem.core.money import Money, round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on, total
from tandem.customers.models import Contact
from tandem.deals import queries as deals
from tandem.deals.models import Deal, DealQuerySet
from tandem.goals.queries.checks import words_of
from tandem.goals.queries.odds import Curve, Outcome, curve_of, outcome
from tandem.goals.queries.standing import GoalStanding, goal_at_hand
from tandem.people.models import Person
from tandem.workspace.queries.counts import Counts, due_tasks
from tandem.workspace.rules import Row, deal_row, in_order, task_row, waiting_row

SHOWN = 8  # rows to do next; the rest is in Pipeline
CLOSING_SHOWN = 25
WEEKS = 13


@dataclass(frozen=True)
class Closing:
    """Open deals expected to close this month. Sums are in the organization's currency."""

    rows: Sequence[Deal]
    count: int
    total: Money
    weighted: Money
    unknown: Sequence[Money] = field(default_factory=tuple)


@dataclass(frozen=True)
class Adds:
    """What winning a deal adds to the chance of the goal, and how likely that is, from the viewer's own draws."""

    curve: Curve
    target: Decimal

    def gain(self, deal_id: int) -> tuple[int, int]:
        """In points, and in percent; 0 points for a deal the run did not know, or less than a point."""
        return self.curve.adds(deal_id, self.target) or 0, self.curve.likely(deal_id)


@dataclass(frozen=True)
class Today:
    """The page. `week` of the quarter's 13; `more`: things to do that are not among `rows`."""

    greeting: str
    week: int
    quarter: Period
    counts: Counts
    goal: GoalStanding | None
    outcome: Outcome | None
    rows: Sequence[Row]
    closing: Closing

    @property
    def by_chance(self) -> bool:
        """Whether the rows are ordered by what they add to the goal."""
        return any(row.points for row in self.rows)

    @property
    def more(self) -> int:
        """How many things to do the list leaves out; what waits is one row."""
        return max(self.counts.count - max(self.counts.waiting - 1, 0) - len(self.rows), 0)

    @property
    def whole(self) -> int:
        """Things to do, whether among `rows` or not; the requests that wait are one."""
        return len(self.rows) + self.more


def today_page(viewer: Person, counts: Counts, *, now: datetime, today: date) -> Today:
    """The viewer's own day, whatever their role."""
    quarter = organization.calendar().quarter_of(today)
    goal = goal_at_hand(viewer, today)
    ahead = goal if goal and goal.standing.left > 0 else None
    curve = curve_of(viewer, ahead.target, ahead.period) if ahead else None
    told = outcome(curve, ahead.target.amount, ahead.plan.currency) if ahead and curve else None
    adds = (
        Adds(curve, ahead.target.amount)
        if ahead and curve and told and told.chance.value is not None
        else None
    )
    return Today(
        greeting=greeting(viewer, now),
        week=min((today - quarter.start).days // 7 + 1, WEEKS),
        quarter=quarter,
        counts=counts,
        goal=goal,
        outcome=told,
        rows=do_next(viewer, counts, today, adds, goal),
        closing=closing(viewer, today),
    )


def greeting(viewer: Person, now: datetime) -> str:
    """Good morning, afternoon or evening by the hour where the person is."""
    hour = now.astimezone(ZoneInfo(viewer.time_zone or organization.current().time_zone)).hour
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def do_next(
    viewer: Person, counts: Counts, today: date, adds: Adds | None = None, goal: GoalStanding | None = None
) -> list[Row]:
    """What comes first: who waits for an answer, then what moves the chance of the goal most: points × how likely.

    Without a chance, or where an effect is less than a point: what is overdue, then by amount × stage chance.
    """
    rows = [_waiting_row(counts.waiting, goal)] if counts.waiting else []
    if counts.deals:
        currency = organization.current().currency
        found = deals.pressing(viewer, today, currency)
        gains = {deal.pk: adds.gain(deal.pk) if adds else (0, 0) for deal in found}
        found = sorted(found, key=lambda deal: -prod(gains[deal.pk]))[:SHOWN]
        contacts = deals.whom_to_reach(found)
        rows += [_deal_row(deal, contacts.get(deal.pk), today, gains[deal.pk]) for deal in found]
    if counts.tasks:
        todos = as_todos(viewer, list(due_tasks(viewer, today)[:SHOWN]), today=today)
        rows += [task_row(todo.task, todo.subject, todo.link, today, _of(todo.task, adds)) for todo in todos]
    return in_order(rows)[:SHOWN]


def _waiting_row(count: int, goal: GoalStanding | None) -> Row:
    if goal is None or goal.target.state != "proposed":
        return waiting_row(count)
    return waiting_row(count, goal.label, words_of(goal.plan, goal.target.amount))


def _of(task: Activity, adds: Adds | None) -> tuple[int, int]:
    """What the deal that a task is about adds, and how likely."""
    if adds is None or task.about != Deal._meta.label_lower or task.about_id is None:
        return 0, 0
    return adds.gain(task.about_id)


def _deal_row(deal: Deal, contact: Contact | None, today: date, gain: tuple[int, int]) -> Row:
    return deal_row(
        deal,
        reasons=deals.reasons(deal, today),
        called=deal.account.name if deal.account else deal.name,
        today=today,
        contact=contact,
        gain=gain,
    )


def closing(viewer: Person, today: date) -> Closing:
    """The viewer's own open deals that are expected to close in this month, soonest first."""
    month = organization.calendar().month_of(today)
    rows = _CLOSING.objects(viewer.pk, month.start, month.end)
    if len(rows) > CLOSING_SHOWN:
        return _summed(rows[:CLOSING_SHOWN], _own(viewer.pk, month.start, month.end), today)
    parts = [deal.money for deal in rows if deal.money]
    weighted = [deal.weighted for deal in rows if deal.weighted]
    return _closing(rows, len(rows), parts, weighted, today)


def _own(viewer: int, start: date, end: date) -> DealQuerySet:
    return Deal.objects.alive().open().filter(owner=viewer, closes_on__gte=start, closes_on__lte=end)


_CLOSING = Compiled(
    lambda viewer, start, end: (
        _own(viewer, start, end)
        .select_related("stage", "account", "win_chance")
        .defer("win_chance__reasons")
        .order_by("closes_on", "pk")[: CLOSING_SHOWN + 1]
    )
)


def _summed(rows: Sequence[Deal], every: DealQuerySet, today: date) -> Closing:
    """More deals than are shown: the database adds up all of them."""
    sums = (
        every.order_by()
        .values_list("currency")
        .annotate(n=Count("pk"), total=Sum("amount"), by_chance=Sum(F("amount") * F("stage__chance")))
    )
    count, parts, weighted = 0, [], []
    for currency, n, amount, by_chance in sums:
        count += n
        if amount is not None:
            parts.append(Money(amount, currency))
            weighted.append(Money(round_to(by_chance / 100, currency), currency))
    return _closing(rows, count, parts, weighted, today)


def _closing(
    rows: Sequence[Deal], count: int, parts: list[Money], weighted: list[Money], today: date
) -> Closing:
    into = organization.current().currency
    foreign = any(part.currency != into for part in parts)
    rates = rates_on(today, into=into) if foreign else {into: 1}
    amount, unknown = total(parts, rates, into)  # type: ignore[arg-type]
    likely, _ = total(weighted, rates, into)  # type: ignore[arg-type]
    return Closing(rows, count, amount, likely, unknown)
