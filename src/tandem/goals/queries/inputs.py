"""What a breakdown starts from: the tree, and each officer's history, open pipeline and time here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, Sum

from tandem.authority import organization
from tandem.core.money import Money, digits_of, round_to
from tandem.core.periods import Period, working_days
from tandem.core.rates import rates_on, total
from tandem.deals.models import Deal
from tandem.goals import rules
from tandem.goals.models import Plan, Target
from tandem.goals.queries.results import Results, below, first_won_on, history
from tandem.people.models import Absence, Membership, Person, PersonQuerySet, Team
from tandem.science.blend import Blend, Part, blend, capacity, scaled

PAST = 4  # periods of the same kind that count as history
A_YEAR = {"year": 1, "quarter": 4, "month": 12}  # periods
MISSED = 0.5  # of a period that may be over when the first deal is won, for it to count
ZERO = Decimal(0)


@dataclass(frozen=True)
class Basis:
    """What a share starts from: results of the past periods (oldest first), periods present, open pipeline.

    Kept beside the target, so that the figures a manager weighs, and an officer later reads, are those the
    split saw. `since`: the first day here, as far as it is known. `year`: what they reached in the same period of last
    year, None when they were not here for all of it or reached nothing. `days`: days of work in the period, of which
    they are `away` so many; `capacity`: the part of a full share, counting those days and the ramp of a newcomer.
    """

    past: tuple[Decimal, ...] = ()
    present: int = 0
    pipeline: Decimal = ZERO
    since: date | None = None
    last: str = ""  # key of the last of the past periods
    year: Decimal | None = None
    days: int = 0
    away: int = 0
    capacity: float = 1.0

    @property
    def usual(self) -> Decimal | None:
        """What they reach in a period they were here for; None without history."""
        here = self.past[len(self.past) - self.present :]
        return sum(here, ZERO) / self.present if self.present and any(here) else None

    @property
    def ramped(self) -> bool:
        """New enough to carry less, whatever the days away."""
        return bool(self.days) and self.capacity < round((self.days - self.away) / self.days, 4)

    def as_json(self) -> dict[str, Any]:
        """For `Target.reasons["basis"]`."""
        return {
            "past": [f"{each:f}" for each in self.past],
            "present": self.present,
            "pipeline": f"{self.pipeline:f}",
            "since": self.since.isoformat() if self.since else None,
            "last": self.last,
            "year": None if self.year is None else f"{self.year:f}",
            "days": self.days,
            "away": self.away,
            "capacity": self.capacity,
        }

    @classmethod
    def of(cls, target: Target) -> Basis:
        """What the last split saw for this target."""
        kept = target.reasons.get("basis")
        if not kept:
            return cls()
        return cls(
            tuple(Decimal(each) for each in kept["past"]),
            kept["present"],
            Decimal(kept["pipeline"]),
            date.fromisoformat(kept["since"]) if kept["since"] else None,
            kept["last"],
            Decimal(kept["year"]) if kept.get("year") else None,
            kept.get("days", 0),
            kept.get("away", 0),
            kept.get("capacity", 1.0),
        )

    @staticmethod
    def is_kept(target: Target) -> bool:
        """The last split saw all of this."""
        return "capacity" in target.reasons.get("basis", {})


def digits(plan: Plan) -> int:
    """Places after the mark of the smallest unit of the plan's figures."""
    return digits_of(plan.currency) if plan.is_money else 0


def past_periods(plan: Plan, today: date) -> list[Period]:
    """The periods that count as history, oldest first: the last finished ones before the plan's own."""
    last = plan.period(organization.calendar()).previous()
    while last.end >= today:
        last = last.previous()
    return [last.shifted(-steps) for steps in range(PAST - 1, -1, -1)]


def teams_of(plan: Plan) -> list[Team]:
    """The plan's team and all below it, parents first."""
    return list(
        Team.objects.filter(path__startswith=plan.team.path).select_related("manager").order_by("path")
    )


def officers_of(plan: Plan) -> PersonQuerySet:
    """Those who get a share: the officers who are on the plan's teams now."""
    return Person.objects.active().officers().on_path(plan.team.path)


def bases(plan: Plan, targets: Sequence[Target], today: date) -> dict[int, Basis]:
    """By target: history, presence and pipeline now, in a handful of statements whatever their number."""
    periods = past_periods(plan, today)
    past = history(plan.metric, periods, below(plan.team.path))
    kept = _kept(periods, first_won_on())
    year, last_year = _last_year(plan, periods, past, today)
    away, whole = days_away(plan, [target.person_id for target in targets if target.person_id])
    people = [target.person_id for target in targets if target.person_id]
    joined = dict(
        Membership.objects.filter(person__in=people)
        .values("person")
        .annotate(since=Min("since"))
        .values_list("person", "since")
    )
    paths = {target.home_id: target.home.path for target in targets}
    pipeline = open_pipeline(plan, today)
    found: dict[int, Basis] = {}
    for target in targets:
        if target.person_id is None:
            own = tuple(results.of_path(target.home.path, paths) for results in past)
            found[target.pk] = Basis(own, kept, last=periods[-1].key)
            continue
        since = target.person.hired_on or joined.get(target.person_id) if target.person else None
        figures = tuple(results.by_person.get(target.person_id, ZERO) for results in past)
        present = min(_present(periods, figures, since), kept)
        missed = away.get(target.person_id, 0)
        found[target.pk] = Basis(
            figures,
            present,
            pipeline.get(target.person_id, ZERO),
            since,
            periods[-1].key,
            year=(last_year.by_person.get(target.person_id) or None) if _here(since, year) else None,
            days=whole,
            away=missed,
            capacity=_capacity(plan, whole, missed, since),
        )
    for target in reversed(targets):
        if target.parent_id in found:
            parent = found[target.parent_id]
            found[target.parent_id] = replace(parent, pipeline=parent.pipeline + found[target.pk].pipeline)
    return found


def _last_year(
    plan: Plan, periods: Sequence[Period], past: Sequence[Results], today: date
) -> tuple[Period, Results]:
    """The same period of last year and what was reached in it; nothing while it runs. At most one statement."""
    year = plan.period(organization.calendar()).shifted(-A_YEAR[plan.kind])
    if year in periods:
        return year, past[list(periods).index(year)]
    if year.end >= today:
        return year, Results()
    return year, history(plan.metric, [year], below(plan.team.path))[0]


def _here(since: date | None, period: Period) -> bool:
    return since is None or since <= period.start


def days_away(plan: Plan, people: Iterable[int]) -> tuple[dict[int, int], int]:
    """By person, how many days of work of the plan's period they are away, of those who are; and how many it has."""
    found = Absence.objects.standing().filter(
        person__in=list(people), first_on__lte=plan.end_on, last_on__gte=plan.start_on
    )
    days: Counter[int] = Counter()
    for person, first, last in found.values_list("person_id", "first_on", "last_on"):
        days[person] += working_days(max(first, plan.start_on), min(last, plan.end_on))
    whole = working_days(plan.start_on, plan.end_on)
    return {person: min(count, whole) for person, count in days.items() if count}, whole


def _capacity(plan: Plan, whole: int, away: int, since: date | None) -> float:
    """The part of a full share: days present × ramp, as `science.blend.capacity` has it."""
    if not whole:
        return 1.0
    tenure = None if since is None else _months(since, plan.start_on)
    months = rules.months_between(plan.start_on, plan.end_on) + 1
    return round(capacity([whole - away], [tenure], months=months)[0] / whole, 4)


def _months(since: date, day: date) -> int:
    return rules.months_between(since, day) if since <= day else -rules.months_between(day, since)


def _present(periods: Sequence[Period], figures: Sequence[Decimal], since: date | None) -> int:
    """For how many of the periods somebody was here: by their first day, or their first result if that is earlier."""
    by_day = sum(1 for period in periods if since is None or since <= period.start)
    first = next((place for place, figure in enumerate(figures) if figure), len(figures))
    return max(by_day, len(figures) - first)


def _kept(periods: Sequence[Period], first: date | None) -> int:
    """For how many of the periods, or most of each, deals were kept: none before says of nobody that they
    sold nothing. Where that is so of none, those that have any deal."""
    if first is None:
        return len(periods)
    most = sum(1 for each in periods if first <= each.start + (each.end - each.start) * MISSED)
    return most or sum(1 for each in periods if first <= each.end)


def open_pipeline(plan: Plan, today: date) -> dict[int, Decimal]:
    """Open amounts by owner that may still close in the plan's period, in the organization's currency."""
    rows = (
        Deal.objects.filter(
            deleted_at__isnull=True,
            state="open",
            amount__isnull=False,
            owner__path__startswith=plan.team.path,
        )
        .filter(Q(expected_close_on__isnull=True) | Q(expected_close_on__lte=plan.end_on))
        .order_by()
        .values_list("owner_id", "currency")
        .annotate(amount=Sum("amount"))
    )
    into = organization.current().currency
    rates = rates_on(today, into=into)
    parts: dict[int, list[Money]] = defaultdict(list)
    for owner, currency, amount in rows:
        parts[owner].append(Money(amount, currency))
    return {owner: total(monies, rates, into)[0].amount for owner, monies in parts.items()}


def blended(plan: Plan, found: Sequence[Basis]) -> Blend:
    """One weight per officer, by the plan's split. `found`: the officers' bases in order.

    Where equal chance decides, the weights follow from draws (actions.splitting), which count absences and ramp
    already, and here all count the same.
    """
    even = plan.weights["even"] or plan.weights.get("chance", 0)
    found_blend = blend(
        [
            Part("history", plan.weights["history"], tuple(_number(each.usual) for each in found)),
            Part("pipeline", plan.weights["pipeline"], tuple(float(each.pipeline) or None for each in found)),
            Part("even", even, tuple(1.0 for _ in found)),
        ]
    )
    if not plan.counts_days or plan.weights.get("chance"):
        return found_blend
    return scaled(found_blend, [each.capacity for each in found])


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def rounded(plan: Plan, amount: Decimal) -> Decimal:
    """A figure in the plan's smallest unit."""
    return round_to(amount, plan.currency) if plan.is_money else amount.quantize(Decimal(1))
