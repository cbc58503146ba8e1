"""What the examples of figures that look ahead are made of: the viewer's own, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import Http404

from tandem.core.money import format_money
from tandem.deals.models import Deal
from tandem.deals.queries.estimates import Chance, chance_of
from tandem.forecasts.queries.accuracy import Accuracy, accuracy
from tandem.forecasts.queries.choosing import choose
from tandem.forecasts.rules import Case
from tandem.goals.models import Target
from tandem.goals.queries.moves import Moved, moved
from tandem.goals.queries.odds import Curve, Outcome, curve_of, newest_curves, outcome
from tandem.goals.queries.record import Kept, record_of_chances
from tandem.goals.queries.standing import GoalStanding
from tandem.insights.queries import BookingsPage, bookings_page
from tandem.people.models import Person
from tandem.workspace.queries.gap import Explained, gap_of_deals

COMMON = 0.6
MANY = 50  # officers whose draws are read at once


@dataclass(frozen=True)
class Together:
    """The officers of a team, each with the target they reach at 60 %, and how often the team reaches the sum."""

    name: str
    targets: Sequence[float]
    percent: int

    @property
    def sum(self) -> float:
        """Of the targets."""
        return sum(self.targets)


@dataclass(frozen=True)
class Looking:
    """What the examples are made of. `scored` is a call or the model's middle, of the period that ended last."""

    curve: Curve | None
    outcome: Outcome | None
    bookings: BookingsPage | None
    moved: Moved | None
    gap: Explained | None
    together: Together | None
    deal: Deal | None
    deal_chance: Chance | None
    scored: Case | None
    scored_words: str
    record: Sequence[Kept]
    currency: str

    def money(self, amount: Any) -> str:
        """A figure in the organization's currency, without its fraction."""
        return format_money(Decimal(round(amount)), self.currency)

    def exact(self, amount: Decimal) -> str:
        """To the cent."""
        return format_money(amount, self.currency)

    def signed(self, amount: Decimal) -> str:
        """The same with its sign."""
        return f"{'+' if amount > 0 else ''}{self.exact(amount)}"

    @property
    def at_sixty(self) -> float | None:
        """The target that the viewer reaches with a chance of 60 %."""
        return self.curve.target_for(COMMON) if self.curve else None


def look(viewer: Person, goal: GoalStanding | None, whose: Q, currency: str, today: date) -> Looking:
    """Of the viewer's goal, and of the deals of `whose`: their own, or those of the teams they steer."""
    curve = curve_of(viewer, goal.target, goal.period) if goal and goal.plan.is_money else None
    deal = (
        Deal.objects.alive()
        .open()
        .filter(whose)
        .select_related("account", "stage")
        .order_by("-amount", "pk")
        .first()
    )
    case, words = _scored(viewer, today)
    return Looking(
        curve=curve,
        outcome=outcome(curve, goal.target.amount, currency) if goal and curve else None,
        bookings=_bookings(viewer, today),
        moved=moved(viewer, goal.target) if goal else None,
        gap=gap_of_deals(whose, goal.period, goal.standing.due, currency, until=today) if goal else None,
        together=_together(viewer, goal) if goal and goal.target.team_id else None,
        deal=deal,
        deal_chance=chance_of(viewer, deal) if deal else None,
        scored=case,
        scored_words=words,
        record=record_of_chances(viewer, today),
        currency=currency,
    )


def _bookings(viewer: Person, today: date) -> BookingsPage | None:
    try:
        return bookings_page(viewer, "", "", today=today)
    except Http404:
        return None


def _together(viewer: Person, goal: GoalStanding) -> Together | None:
    """The first team below the goal with two officers or more of whom a chance can be told. Two statements."""
    below = (
        Target.objects.visible_to(viewer)
        .filter(plan=goal.target.plan_id, person__isnull=False, home__path__startswith=goal.target.home.path)
        .order_by("home__path", "person")
        .values_list("home_id", "home__name", "person_id")
    )
    seats = list(below[:MANY])
    homes = {home: name for home, name, _ in seats}
    people = [person for *_, person in seats]
    found = newest_curves(viewer, "bookings", goal.period, people=people, teams=list(homes))
    for home, name in homes.items():
        whole = found.get(("team", home))
        parts = [found.get(("person", person)) for at, _, person in seats if at == home]
        told = [curve.target_for(COMMON) for curve in parts if curve is not None]
        targets = [each for each in told if each is not None]
        chance = whole.chance(sum(targets)).percent if whole and len(targets) > 1 else None
        if chance is not None and len(targets) == len(parts):
            return Together(name, targets, chance)
    return None


def _scored(viewer: Person, today: date) -> tuple[Case | None, str]:
    """The newest call of the viewer's that was scored, else what the model said of them, and when it was said."""
    try:
        found: Accuracy = accuracy(viewer, choose(viewer, "", "", today))
    except Http404:
        return None, ""
    for measure, whose in ((found.call, "the call"), (found.model, "the model’s middle")):
        cases = [case for case in measure.cases if case.error is not None] if measure else []
        if cases:
            newest = max(cases, key=lambda case: case.end)
            return newest, f"{whose} {found.weeks_words} on {newest.end:%-d %b %Y}"
    return None, ""
