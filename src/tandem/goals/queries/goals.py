"""The list of goals: one's own through time, and the plans one steers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.collaboration.models import Agreement
from tandem.core.money import format_money
from tandem.goals.models import METRICS, Outlook, Plan, Run, Target, TargetVersion
from tandem.goals.packing import unpack
from tandem.goals.queries.chances import Odds
from tandem.goals.queries.odds import key_of, missing_words
from tandem.goals.queries.results import daily, daily_below
from tandem.goals.queries.revisions import ABOUT
from tandem.goals.queries.standing import KIND_ORDER, METRIC_ORDER, GoalStanding, standings
from tandem.goals.rules import KIND
from tandem.people.models import Person
from tandem.people.queries import tree_since

ZERO = Decimal(0)
SHOWN = 24
WHEN = {"next": "Next", "now": "Now", "past": "Past"}


@dataclass(frozen=True)
class OwnGoal:
    """A target of the viewer's own in one period. `live` while the period runs."""

    target: Target
    label: str
    when: str
    result: Decimal
    versions: int
    agreement: Agreement | None
    live: GoalStanding | None

    @property
    def metric(self) -> str:
        """bookings, deals won, new accounts."""
        return METRICS[self.target.plan.metric]

    @property
    def opens(self) -> bool:
        """Whether deals are behind the result, and whose they are is one person."""
        return bool(self.target.person_id and self.result) and self.target.plan.metric != "new_accounts"

    @property
    def percent(self) -> float | None:
        """Attainment in percent, not capped; None before the period and without a target above 0."""
        if self.when == "next" or not self.target.amount:
            return None
        return float(self.result / self.target.amount) * 100

    @property
    def lived_by(self) -> bool:
        """The kind of goal the sidebar shows: this quarter's bookings."""
        return self.target.plan.kind == "quarter" and self.target.plan.metric == "bookings"

    @property
    def past_words(self) -> str:
        """How it ended: "€3,200 over", "€12,000 short"."""
        left, plan = self.target.amount - self.result, self.target.plan
        words = format_money(abs(left), plan.currency, "short") if plan.is_money else f"{abs(left):,.0f}"
        return f"{words} {'over' if left <= 0 else 'short'}" if left else "exactly"

    @property
    def pace_percent(self) -> float | None:
        """Where it should be today, while the period runs."""
        return self.live.pace_percent if self.live else None


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list: its state, and how many have answered."""

    plan: Plan
    label: str
    when: str
    amount: Decimal
    whole: bool
    rows: int
    accepted: int
    countered: int
    waiting: int
    live: GoalStanding | None

    @property
    def metric(self) -> str:
        """Bookings, Deals won, New accounts."""
        return METRICS[self.plan.metric]


def when_of(plan: Plan, today: date) -> str:
    """next, now or past."""
    return "next" if plan.start_on > today else "past" if plan.end_on < today else "now"


def other_goals(viewer: Person, beside: int | None, *, today: date) -> list[OwnGoal]:
    """Those of the viewer's own that run beside the target that a page shows already, bookings and quarters first."""
    found = own_goals(viewer, today=today, running=True)
    found.sort(key=lambda goal: _first(goal.target))
    return [goal for goal in found if goal.target.pk != beside]


def _first(target: Target) -> tuple[int, int, str, date]:
    plan = target.plan
    return METRIC_ORDER[plan.metric], KIND_ORDER[plan.kind], target.home.path, plan.start_on


def own_goals(viewer: Person, *, today: date, running: bool = False) -> list[OwnGoal]:
    """The viewer's own published targets, newest period first: an officer's, or those of the teams they lead.

    `running`: only those whose period runs.
    """
    rows = Target.objects.published().select_related("plan__team", "person", "team", "home__manager")
    if viewer.role == "officer":
        rows = rows.filter(person=viewer)
    elif viewer.role == "manager":
        rows = rows.filter(team__manager=viewer)
    else:
        rows = rows.filter(team__isnull=False, team__parent__isnull=True)
    rows = rows.on(today) if running else rows
    targets = list(rows.order_by("-plan__start_on", "pk")[:SHOWN])
    if not targets:
        return []
    counts = dict(
        TargetVersion.objects.filter(target__in=targets).values_list("target").annotate(count=Count("pk"))
    )
    asked = Agreement.objects.filter(kind=KIND, about=ABOUT, about_id__in=[target.pk for target in targets])
    newest = {row.about_id: row for row in asked.with_people().order_by("pk")}
    current = [target for target in targets if when_of(target.plan, today) == "now"]
    live = {each.target.pk: each for each in standings(current, today)} if current else {}
    reached = _reached(targets, live, today)
    calendar = organization.calendar()
    return [
        OwnGoal(
            target,
            target.plan.period(calendar).label,
            when_of(target.plan, today),
            reached.get(target.pk, ZERO),
            counts.get(target.pk, 0),
            newest.get(target.pk),
            live.get(target.pk),
        )
        for target in sorted(
            targets, key=lambda row: (-row.plan.start_on.toordinal(), KIND_ORDER[row.plan.kind])
        )
    ]


def odds_of_own(goals: Sequence[OwnGoal]) -> dict[int, Odds]:
    """What the newest runs say of one's own targets whose period is not over, by target. Two statements at most."""
    ahead = [goal.target for goal in goals if goal.when != "past"]
    periods = {(row.plan.metric, row.plan.start_on, row.plan.end_on) for row in ahead}
    if not periods:
        return {}
    asked = reduce(or_, (Q(metric=metric, start_on=start, end_on=end) for metric, start, end in periods))
    runs: dict[tuple[str, date, date], Run] = {}
    for run in Run.objects.filter(asked, has_draws=True).newest_first().defer("weeks"):
        runs.setdefault((run.metric, run.start_on, run.end_on), run)
    keys = [key_of(row) for row in ahead]
    held = Q(person__in=[pk for kind, pk in keys if kind == "person"])
    held |= Q(team__in=[pk for kind, pk in keys if kind == "team"])
    rows = Outlook.objects.filter(held, run__in=[run.pk for run in runs.values()]).only(
        "run_id", "person_id", "team_id", "drawn", "thin", "quarters", "outcomes"
    )
    told = {(row.run_id, key_of(row)): row for row in rows}
    found = {}
    for target in ahead:
        plan = target.plan
        made = runs.get((plan.metric, plan.start_on, plan.end_on))
        row = told.get((made.pk, key_of(target))) if made else None
        if made and row:
            missing = missing_words(row)
            found[target.pk] = Odds(target, plan, unpack(row.drawn or b""), missing, made.as_of)
    return found


def _reached(targets: Sequence[Target], live: dict[int, GoalStanding], today: date) -> dict[int, Decimal]:
    """The results of past periods: a statement for each metric and each person or composition of a team."""
    reached = {pk: standing.result for pk, standing in live.items()}
    groups: dict[tuple[str, int | None, int | None], list[Target]] = defaultdict(list)
    for target in targets:
        if target.plan.end_on < today:
            groups[target.plan.metric, target.person_id, target.team_id].append(target)
    tree = tree_since(min(t.plan.end_on for t in targets)) if any(team for _, _, team in groups) else None
    for (metric, person, team), group in groups.items():
        spans = sorted({(target.plan.start_on, target.plan.end_on) for target in group})
        booked = (
            daily_below(metric, spans, team, tree)
            if team and tree
            else daily(metric, spans, Q(credited_to=person))
        )
        for target in group:
            days = booked[target.plan.start_on, target.plan.end_on]
            reached[target.pk] = sum(days.values(), ZERO)
    return reached


def plan_lines(viewer: Person, own: Sequence[OwnGoal], *, today: date) -> list[PlanLine]:
    """The plans in which the viewer steers a team, newest period first; none for officers.

    `own`: the viewer's own goals, whose standing need not be asked for again.
    """
    if viewer.role == "officer":
        return []
    plans = list(
        Plan.objects.visible_to(viewer)
        .select_related("team")
        .order_by("-start_on", "team__path", "pk")[:SHOWN]
    )
    mine = Target.objects.visible_to(viewer).filter(plan__in=plans)
    counts = {
        row["plan"]: row
        for row in mine.filter(Q(person__isnull=False) | Q(team__isnull=False))
        .values("plan")
        .annotate(
            rows=Count("pk", filter=Q(person__isnull=False)),
            accepted=Count("pk", filter=Q(person__isnull=False, state__in=("accepted", "stood_firm"))),
            countered=Count("pk", filter=Q(state="countered")),
            waiting=Count("pk", filter=Q(state="proposed")),
        )
    }
    tops = _tops(mine)
    live = {goal.target.pk: goal.live for goal in own if goal.live}
    running = [
        row
        for row in tops.values()
        if row.plan.state != "draft" and when_of(row.plan, today) == "now" and row.pk not in live
    ]
    live |= {each.target.pk: each for each in standings(running, today)} if running else {}
    calendar = organization.calendar()
    lines = []
    for plan in plans:
        count = counts.get(plan.pk)
        top = tops.get(plan.pk)
        if count is None or top is None:
            continue
        lines.append(
            PlanLine(
                plan, plan.period(calendar).label, when_of(plan, today), top.amount, top.parent_id is None,
                count["rows"], count["accepted"], count["countered"], count["waiting"], live.get(top.pk),
            )
        )  # fmt: skip
    return lines


def _tops(mine: object) -> dict[int, Target]:
    """By plan: the highest team's target that the viewer sees."""
    rows = mine.filter(team__isnull=False).select_related("plan__team", "team", "home__manager")  # type: ignore[attr-defined]
    tops: dict[int, Target] = {}
    for row in rows.order_by("home__path"):
        tops.setdefault(row.plan_id, row)
    return tops


def may_plan(viewer: Person) -> bool:
    """Whether the viewer opens plans at all."""
    return may(viewer, "goals.open_plan")
