"""Own estimates beside the model: the latest of a deal, and how both did once deals closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from tandem.authority import organization
from tandem.authority.reach import people_within
from tandem.deals.models import Deal, Estimate, WinChance, WinFit
from tandem.people.models import Person
from tandem.science.bias import bias
from tandem.science.winning.additive import Additive

LEAST = 20


@dataclass(frozen=True)
class Score:
    """One person's estimates of deals that closed: their mean squared error and the model's on the same deals.

    Errors are Brier scores: 0 is perfect, 0.25 what saying 50 % always gives. `better`: "" when chance explains the
    difference, else "estimates" or "model".
    """

    person: Person
    count: int
    own: float | None
    model: float | None
    better: str = ""

    @property
    def words(self) -> str:
        """The verdict in a sentence."""
        if self.count < LEAST:
            return f"too few to say: {self.count} closed, shown from {LEAST}"
        if not self.better:
            return "no difference that chance would not explain"
        return "closer than the model" if self.better == "estimates" else "the model was closer"


@dataclass(frozen=True)
class Chance:
    """What a deal's page says of its chance."""

    told: WinChance | None
    fit: WinFit | None
    own: Estimate | None

    @property
    def base_percent(self) -> int | None:
        """The base rate in whole percent."""
        return None if self.fit is None else round(self.fit.base * 100)

    @property
    def average_percent(self) -> int | None:
        """The chance from which reasons are counted, in whole percent: that of an average deal on an average day."""
        if self.fit is None:
            return None
        average = Additive.from_json(self.fit.model).average
        return min(max(round(100 / (1 + exp(-average))), 1), 99)

    @property
    def others(self) -> int:
        """What all but the reasons told bring, in points: average + reasons + others is the chance."""
        if self.told is None or self.average_percent is None:
            return 0
        return self.told.percent - self.average_percent - sum(points for *_, points in self.told.reasons)


def chance_of(viewer: Person, deal: Deal) -> Chance:
    """Of a deal that the viewer sees: two statements."""
    told = WinChance.objects.filter(deal=deal).select_related("fit").first()
    own = deal.estimates.filter(person=viewer).order_by("-at", "-pk").first()
    return Chance(told, told.fit if told else None, own)


def scores(viewer: Person) -> list[Score]:
    """The viewer's own estimates and those of the people below them, once their deals closed. Two statements.

    Of each deal counts what was said last before the day it closed. The more people are judged on a page, the more it
    takes to tell one from the model, since among twenty who do not differ one would look as if they did.
    """
    last = _before_the_end().filter(deal=OuterRef("deal"), person=OuterRef("person")).order_by("-at", "-pk")
    rows = (
        Estimate.objects.filter(
            person__in=people_within(viewer, "deals.estimates"), deal__state__in=("won", "lost"),
            deal__deleted_at__isnull=True, told__isnull=False, pk=Subquery(last.values("pk")[:1]),
        )
        .select_related("person")
        .annotate(state=F("deal__state"))
    )  # fmt: skip
    by_person: dict[Person, list[Any]] = defaultdict(list)
    for row in rows:
        by_person[row.person].append(row)
    judged = sum(len(given) >= LEAST for given in by_person.values())
    return sorted(
        (_score(person, given, judged) for person, given in by_person.items()),
        key=lambda one: one.person.name,
    )


def _before_the_end() -> QuerySet[Estimate]:
    """What was said before the day its deal closed: on that day whoever closes it knows how it ends."""
    day = TruncDate("at", tzinfo=ZoneInfo(organization.current().time_zone))
    return Estimate.objects.alias(day=day).filter(day__lt=F("deal__closed_on"))


def _score(person: Person, given: Sequence[Any], judged: int) -> Score:
    if len(given) < LEAST:
        return Score(person, len(given), None, None)
    came = [1.0 if row.state == "won" else 0.0 for row in given]
    own = [(row.percent / 100 - one) ** 2 for row, one in zip(given, came, strict=True)]
    model = [(row.told - one) ** 2 for row, one in zip(given, came, strict=True)]
    apart = [one - other for one, other in zip(own, model, strict=True)]
    found = bias(apart, 1 - 0.05 / judged)
    better = "" if found is None or not found.told else "estimates" if found.mean < 0 else "model"
    return Score(person, len(given), sum(own) / len(own), sum(model) / len(model), better)


def newest_fit() -> WinFit | None:
    """The model in force."""
    return WinFit.objects.first()
