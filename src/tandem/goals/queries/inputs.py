"""What a breakdown starts from: the tree, and each officer's history, open pipeline and time here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q, Sum

from tandem.authority import organization
from tandem.core.money import Money, digits_of, round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on, total
from tandem.deals.models import Deal
from tandem.goals.models import Plan, Target
from tandem.goals.queries.results import below, history
from tandem.people.models import Membership, Person, Team
from tandem.science.blend import Blend, Part, blend

PAST = 4  # periods of the same kind that count as history


@dataclass(frozen=True)
class OfficerInput:
    """One officer: results of the past periods (oldest first), periods present, open pipeline."""

    person_id: int
    past: tuple[Decimal, ...]
    present: int
    pipeline: Decimal

    @property
    def usual(self) -> Decimal | None:
        """What they reach in a period they were here for; None without history."""
        here = self.past[len(self.past) - self.present :]
        return sum(here, Decimal(0)) / self.present if self.present and any(here) else None


def digits(plan: Plan) -> int:
    """Places after the mark of the smallest unit of the plan's figures."""
    return digits_of(plan.currency) if plan.is_money else 0


def past_periods(plan: Plan) -> list[Period]:
    """The periods that count as history, oldest first."""
    period = plan.period(organization.calendar())
    return [period.shifted(-steps) for steps in range(PAST, 0, -1)]


def teams_of(plan: Plan) -> list[Team]:
    """The plan's team and all below it, parents first."""
    return list(
        Team.objects.filter(path__startswith=plan.team.path).select_related("manager").order_by("path")
    )


def officers_of(plan: Plan) -> list[Person]:
    """Those who get a share: the officers who are on the plan's teams now."""
    return list(Person.objects.active().officers().on_path(plan.team.path).order_by("name", "pk"))


def officer_inputs(plan: Plan, people: Sequence[int], today: date) -> dict[int, OfficerInput]:
    """History, presence and pipeline of each officer, in a handful of statements whatever their number."""
    periods = past_periods(plan)
    past = history(plan.metric, periods, below(plan.team.path))
    joined = dict(
        Membership.objects.filter(person__in=people)
        .values("person")
        .annotate(since=Min("since"))
        .values_list("person", "since")
    )
    pipeline = open_pipeline(plan, today)
    inputs = {}
    for person in people:
        since = joined.get(person)
        present = sum(1 for period in periods if since is None or since <= period.start)
        figures = tuple(results.by_person.get(person, Decimal(0)) for results in past)
        inputs[person] = OfficerInput(person, figures, present, pipeline.get(person, Decimal(0)))
    return inputs


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


def blended(plan: Plan, targets: Sequence[Target], inputs: dict[int, OfficerInput]) -> Blend:
    """One weight per officer's target, by the plan's split."""
    officers = [inputs[target.person_id] for target in targets if target.person_id]
    return blend(
        [
            Part("history", plan.weights["history"], tuple(_number(each.usual) for each in officers)),
            Part(
                "pipeline", plan.weights["pipeline"], tuple(float(each.pipeline) or None for each in officers)
            ),
            Part("even", plan.weights["even"], tuple(1.0 for _ in officers)),
        ]
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def rounded(plan: Plan, amount: Decimal) -> Decimal:
    """A figure in the plan's smallest unit."""
    return round_to(amount, plan.currency) if plan.is_money else amount.quantize(Decimal(1))
