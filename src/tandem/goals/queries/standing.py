"""Attainment, pace and gap of targets, live. Definitions: science.pace; results: queries.results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from tandem.authority import organization
from tandem.core.compiled import Compiled
from tandem.core.money import format_money
from tandem.core.periods import Period
from tandem.goals.models import METRICS, Plan, Target, TargetQuerySet
from tandem.goals.queries.inputs import digits
from tandem.goals.queries.pace import curve_of, curves_of, read_curve, with_kept_curve
from tandem.goals.queries.results import Results, below, booked_below, booked_by, results, team_paths, whole
from tandem.people.models import Person, Team
from tandem.science.pace import Standing, standing
from tandem.science.season import DueCurve

ZERO = Decimal(0)
KIND_ORDER = {"quarter": 0, "month": 1, "year": 2}
METRIC_ORDER = {metric: place for place, metric in enumerate(METRICS)}  # bookings first


@dataclass(frozen=True)
class GoalStanding:
    """One target today. Percentages are of the target: 66 means 66 %."""

    target: Target
    plan: Plan
    period: Period
    result: Decimal
    standing: Standing
    curve: DueCurve
    today: date

    @property
    def label(self) -> str:
        """ "Q4 2026", "Q4 2026 deals won"."""
        return (
            self.period.label
            if self.plan.is_money
            else f"{self.period.label} {METRICS[self.plan.metric].lower()}"
        )

    @property
    def percent(self) -> float | None:
        """Attainment in percent, not capped; None without a target above 0."""
        return None if self.standing.attainment is None else float(self.standing.attainment) * 100

    @property
    def pace_percent(self) -> float:
        """Where attainment should be today."""
        return self.curve.share(self.today) * 100

    @property
    def pace_of_due(self) -> float | None:
        """Attainment in percent of what is due; None while nothing is due."""
        return None if self.standing.pace is None else float(self.standing.pace) * 100

    @property
    def ahead(self) -> bool:
        """At least where it should be."""
        return self.standing.gap >= 0

    @property
    def reached(self) -> bool:
        """Nothing is left to book, so no chance is told any more."""
        return self.standing.left <= 0 and self.target.amount > 0

    @property
    def words(self) -> str:
        """ "€20.6k ahead of pace", "€3.1k behind pace", "Target reached, €3,200 over"."""
        gap, left = self.standing.gap, self.standing.left
        if left <= 0 and self.target.amount:
            return f"target reached, {self.short(-left)} over" if left else "target reached"
        if not gap:
            return "on pace"
        return f"{self.short(abs(gap))} {'ahead of' if gap > 0 else 'behind'} pace"

    def short(self, amount: Decimal) -> str:
        """A figure of this goal in short: €20.6k, or a count."""
        return format_money(amount, self.plan.currency, "short") if self.plan.is_money else f"{amount:,.0f}"

    @property
    def day_words(self) -> str:
        """How far the period has come: "day 36 of 66"."""
        return f"day {self.curve.done(self.today)} of {self.curve.working_days}"

    @property
    def is_linear(self) -> bool:
        """Whether pace is told by working days only, for want of history."""
        return self.curve.method == "linear"


def current_targets(viewer: Person, today: date, metric: str = "bookings") -> Sequence[Target]:
    """The published targets that are the viewer's own today: an officer's, or those of the teams they lead."""
    rows = (
        with_kept_curve(Target.objects.published())
        .on(today)
        .filter(plan__metric=metric)
        .select_related("plan__team", "person", "team", "home__manager")
    )
    if viewer.role == "officer":
        rows = rows.filter(person=viewer)
    elif viewer.role == "manager":
        rows = rows.filter(team__manager=viewer)
    else:
        rows = rows.filter(team__isnull=False, team__parent__isnull=True)
    return sorted(rows, key=lambda row: (KIND_ORDER[row.plan.kind], row.home.path, row.plan.start_on))


def own_goal(viewer: Person, today: date) -> GoalStanding | None:
    """The goal that the viewer lives by: this quarter's if there is one. None while nobody set one."""
    rows = current_targets(viewer, today)
    return standings(rows[:1], today, curve=_brought(rows[0]))[0] if rows else None


def _brought(target: Any) -> DueCurve | None:
    return read_curve(target.kept_curve, target.plan.period(organization.calendar()))


def goal_at_hand(viewer: Person, today: date) -> GoalStanding | None:
    """The same goal for Today and the frame of every page, made of the values that they show: no more is at hand.

    Where no bookings are aimed at, it is the goal of another metric. In two statements.
    """
    rows = _AT_HAND["officer" if viewer.role == "officer" else "manager" if viewer.role == "manager" else ""]
    found = rows.rows(today) if rows is _AT_HAND[""] else rows.rows(viewer.pk, today)
    if not found:
        return None
    metric, kind, path, start, end, currency, pk, amount, state, person, home_id, name, curve = min(
        found, key=lambda row: (METRIC_ORDER[row[0]], KIND_ORDER[row[1]], row[2], row[3])
    )
    plan = Plan(metric=metric, kind=kind, start_on=start, end_on=end, currency=currency)
    home = Team(pk=home_id, path=path, name=name)
    target = Target(pk=pk, plan=plan, person_id=person, home=home, amount=amount, state=state)
    target.team_id = None if person else home_id
    period = plan.period(organization.calendar())
    learned = read_curve(curve, period) or curve_of(home, plan.metric, period)
    result = _reached(metric, person, path, period)
    stands = standing(result, amount, learned.share(today), digits=digits(plan))
    return GoalStanding(target, plan, period, result, stands, learned, today)


def _reached(metric: str, person: int | None, path: str, period: Period) -> Decimal:
    """What a person, or the team of the path and all below it, reached of the metric by now."""
    if metric == "bookings":
        return booked_by(person, period) if person else booked_below(path, period)
    return whole(metric, period.start, period.end, Q(credited_to=person) if person else below(path))


def _values(rows: TargetQuerySet, today: Any) -> Any:
    held: Any = with_kept_curve(rows.published()).on(today)
    return held.values_list(
        "plan__metric", "plan__kind", "home__path", "plan__start_on", "plan__end_on", "plan__currency", "pk", "amount",
        "state", "person_id", "home_id", "home__name", "kept_curve",
    )  # fmt: skip


_AT_HAND = {
    "officer": Compiled(lambda viewer, today: _values(Target.objects.filter(person=viewer), today)),
    "manager": Compiled(lambda viewer, today: _values(Target.objects.filter(team__manager=viewer), today)),
    "": Compiled(
        lambda today: _values(Target.objects.filter(team__isnull=False, team__parent__isnull=True), today)
    ),
}


def standings(targets: Sequence[Target], today: date, *, curve: DueCurve | None = None) -> list[GoalStanding]:
    """Where each target stands, in the order given.

    One statement for each metric and period among them, one for the teams' curves (none when `curve` is given for
    all), one for the tree.
    """
    calendar = organization.calendar()
    groups: dict[tuple[str, Period], list[Target]] = defaultdict(list)
    for target in targets:
        groups[target.plan.metric, target.plan.period(calendar)].append(target)
    alone = all(len(group) == 1 for group in groups.values())
    paths = {} if alone or not any(target.team_id for target in targets) else team_paths()
    curves = {} if curve else curves_of([(row.home, *key) for key, group in groups.items() for row in group])
    told: dict[int, GoalStanding] = {}
    for (metric, period), group in groups.items():
        days = period.start, period.end
        reached = Results() if alone else results(metric, *days, _within(group))
        for target in group:
            result = whole(metric, *days, _within(group)) if alone else result_of(target, reached, paths)
            own = curve or curves[target.home_id, metric, period]
            stands = standing(result, target.amount, own.share(today), digits=digits(target.plan))
            told[target.pk] = GoalStanding(target, target.plan, period, result, stands, own, today)
    return [told[target.pk] for target in targets]


def result_of(target: Target, reached: Results, paths: dict[int, str]) -> Decimal:
    """What counts toward a target: the person's own results, or those of the team and all below it."""
    if target.person_id:
        return reached.by_person.get(target.person_id, ZERO)
    return reached.of_path(target.home.path, paths)


def _within(targets: Sequence[Target]) -> Q:
    """Only the deals that count for one of these targets."""
    condition = Q(pk__in=[])
    people = [target.person_id for target in targets if target.person_id]
    if people:
        condition |= Q(credited_to__in=people)
    paths = sorted(target.home.path for target in targets if target.team_id)
    for at, path in enumerate(paths):
        if not any(path.startswith(above) for above in paths[:at]):
            condition |= below(path)
    return condition
