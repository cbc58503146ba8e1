"""Attainment, pace and gap of targets, live. Definitions: science.pace; results: queries.results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from tandem.authority import organization
from tandem.goals.models import Plan, Target
from tandem.goals.queries.inputs import digits
from tandem.goals.queries.pace import curve_of
from tandem.goals.queries.results import Results, below, results, team_paths
from tandem.people.models import Person
from tandem.science.pace import Standing, standing
from tandem.science.season import DueCurve

ZERO = Decimal(0)
KIND_ORDER = {"quarter": 0, "month": 1, "year": 2}


@dataclass(frozen=True)
class GoalStanding:
    """One target today. Percentages are of the target: 66 means 66 %."""

    target: Target
    plan: Plan
    label: str
    result: Decimal
    standing: Standing
    curve: DueCurve
    today: date

    @property
    def percent(self) -> float | None:
        """Attainment in percent, not capped; None without a target above 0."""
        return None if self.standing.attainment is None else float(self.standing.attainment) * 100

    @property
    def pace_percent(self) -> float:
        """Where attainment should be today."""
        return self.curve.share(self.today) * 100

    @property
    def ahead(self) -> bool:
        """At least where it should be."""
        return self.standing.gap >= 0

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
        Target.objects.published()
        .on(today)
        .filter(plan__metric=metric)
        .select_related("plan__team", "person", "team", "home__manager")
    )
    if viewer.role == "officer":
        rows = rows.filter(person=viewer)
    elif viewer.role == "manager":
        rows = rows.filter(team__manager=viewer)
    else:
        rows = rows.filter(team__parent__isnull=True)
    return sorted(rows, key=lambda row: (KIND_ORDER[row.plan.kind], row.home.path, row.plan.start_on))


def own_goal(viewer: Person, today: date) -> GoalStanding | None:
    """The goal that the viewer lives by: this quarter's if there is one. None while nobody set one."""
    rows = current_targets(viewer, today)
    return standings(rows[:1], today)[0] if rows else None


def standings(targets: Sequence[Target], today: date, *, curve: DueCurve | None = None) -> list[GoalStanding]:
    """Where each target stands, in the order given: two statements a plan, and one a team without `curve`."""
    reached: dict[int, Results] = {}
    curves: dict[tuple[int, int], DueCurve] = {}
    paths = team_paths() if any(target.team_id for target in targets) else {}
    calendar = organization.calendar()
    told = []
    for target in targets:
        plan = target.plan
        if plan.pk not in reached:
            reached[plan.pk] = results(plan.metric, plan.start_on, plan.end_on, _within(targets, plan))
        result = result_of(target, reached[plan.pk], paths)
        own = curve or curves.get((plan.pk, target.home_id))
        if own is None:
            own = curve_of(target.home, plan.metric, plan.period(calendar))
            curves[plan.pk, target.home_id] = own
        stands = standing(result, target.amount, own.share(today), digits=digits(plan))
        label = plan.period(calendar).label
        told.append(GoalStanding(target, plan, label, result, stands, own, today))
    return told


def result_of(target: Target, reached: Results, paths: dict[int, str]) -> Decimal:
    """What counts toward a target: the person's own results, or those of the team and all below it."""
    if target.person_id:
        return reached.by_person.get(target.person_id, ZERO)
    return reached.of_path(target.home.path, paths)


def _within(targets: Sequence[Target], plan: Plan) -> Q:
    """Only the deals that count for one of these targets."""
    condition = Q(pk__in=[])
    mine = [target for target in targets if target.plan_id == plan.pk]
    people = [target.person_id for target in mine if target.person_id]
    if people:
        condition |= Q(credited_to__in=people)
    for target in mine:
        if target.team_id:
            condition |= below(target.home.path)
    return condition
