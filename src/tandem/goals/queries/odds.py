"""What the newest run says of persons and teams: chances, ranges, curves. The viewer comes first.

run = newest_run("bookings", period)                     the run that pages of this period rest on, or None
found = outlooks(viewer, run)                            what the viewer may see of it, without draws
curve = curves(viewer, run, people=[7], teams=[2])       with draws: chances of any target
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol

import numpy as np
from django.db.models import Q, Subquery
from numpy.typing import NDArray

from tandem.authority import organization
from tandem.core.counted import counted
from tandem.core.money import format_money
from tandem.core.periods import Period
from tandem.goals.models import Outlook, Plan, Run, Target
from tandem.goals.models.odds import OutlookQuerySet
from tandem.goals.packing import OpenDeals, unpack, unpack_deals
from tandem.people.models import Person
from tandem.science import draws

BAND_WORDS = {
    "too_hard": "too hard",
    "stretch": "stretch",
    "sweet_spot": "sweet spot",
    "safe": "safe",
    "too_easy": "too easy",
}
LEAST_QUARTERS = 3
LEAST_OUTCOMES = 10
LIGHT = (
    "person", "team", "p10", "p50", "p90", "thin", "quarters", "outcomes", "drawn", "run__as_of", "run__draws",
)  # fmt: skip
Key = tuple[str, int]  # ("person", 7), ("team", 2)


@dataclass(frozen=True)
class Chance:
    """The chance of reaching a target, 0 to 1; None where the history is too thin, and then `missing` says why."""

    value: float | None
    as_of: date
    missing: str = ""

    @property
    def percent(self) -> int | None:
        """Whole percent, as chips show it; never 0 or 100, which nobody can know."""
        return None if self.value is None else min(max(round(self.value * 100), 1), 99)

    @property
    def band(self) -> str:
        """too_hard … too_easy, by the whole percent that is shown; "" without a chance."""
        return "" if self.percent is None else draws.band(self.percent / 100)

    @property
    def words(self) -> str:
        """ "sweet spot", "too little history"."""
        return BAND_WORDS[self.band] if self.band else "too little history"


@dataclass(frozen=True)
class Curve:
    """One person's or team's outlook with its draws."""

    outlook: Outlook
    run: Run

    @property
    def key(self) -> Key:
        """Whose it is."""
        return key_of(self.outlook)

    @cached_property
    def drawn(self) -> NDArray[np.float32]:
        """The draws (m,), in the metric's unit; empty when they were dropped."""
        return unpack(self.outlook.drawn or b"")

    @cached_property
    def deals(self) -> OpenDeals:
        """A person's open deals in the draws."""
        return unpack_deals(self.outlook.open_deals or bytes(4), self.run.draws)

    @cached_property
    def fan(self) -> NDArray[np.float32]:
        """P10, P25, P50, P75, P90 of the result so far, (weeks, 5); the weeks are run.weeks."""
        return unpack(self.outlook.fan, 5)

    @property
    def missing(self) -> str:
        """What a chance still needs, as a sentence; "" when it can be told."""
        return missing_words(self.outlook)

    def chance(self, target: Decimal | float) -> Chance:
        """The chance of reaching this target."""
        if self.outlook.thin or not len(self.drawn):
            return Chance(None, self.run.as_of, self.missing or "The run is too old to ask it anew.")
        return Chance(float(draws.chance(self.drawn, float(target))), self.run.as_of)

    def target_for(self, share: float) -> float | None:
        """The largest target with at least this chance; None where none may be told."""
        return (
            None if self.outlook.thin or not len(self.drawn) else float(draws.target_for(self.drawn, share))
        )

    def outline(self, low: float, high: float, points: int = 49) -> NDArray[np.floating]:
        """The curve of landings between two figures, its top at 1."""
        return draws.density(self.drawn, low, high, points)

    def if_decided(self, deal: int, target: Decimal | float) -> tuple[float, float] | None:
        """The chance if this open deal is won in the period, and if it is not; None where nothing can be told."""
        place = np.flatnonzero(self.deals.ids == deal)
        if self.outlook.thin or not len(self.drawn) or not len(place):
            return None
        wins, worth = self.deals.wins[place[0]], self.deals.worth[place[0]]
        without = self.drawn - wins * worth
        need = float(target)
        return float(np.mean(without + worth >= need)), float(np.mean(without >= need))

    def adds(self, deal: int, target: Decimal | float) -> int | None:
        """By how many points winning this open deal in the period raises the chance; None where nothing can be told."""
        decided = self.if_decided(deal, target)
        now = self.chance(target).value
        return None if decided is None or now is None else round((decided[0] - now) * 100)

    def likely(self, deal: int) -> int:
        """The chance of this open deal to be won in the period, in whole percent; never 0 or 100."""
        place = np.flatnonzero(self.deals.ids == deal)
        return min(max(round(float(self.deals.in_period[place[0]]) * 100), 1), 99) if len(place) else 1


@dataclass(frozen=True)
class Outcome:
    """What a target's page says of it: the chance, and where the result lands, 8 times in 10."""

    chance: Chance
    target: Decimal
    p10: float
    p50: float
    p90: float
    currency: str

    def percent_of(self, figure: float) -> float | None:
        """A landing in percent of the target, for lanes; None without a chance or target."""
        return figure / float(self.target) * 100 if self.target and self.chance.value is not None else None

    @property
    def low(self) -> float | None:
        """P10 in percent of the target."""
        return self.percent_of(self.p10)

    @property
    def middle(self) -> float | None:
        """P50 in percent of the target."""
        return self.percent_of(self.p50)

    @property
    def high(self) -> float | None:
        """P90 in percent of the target."""
        return self.percent_of(self.p90)

    @property
    def range_words(self) -> str:
        """ "€232k – €310k"; "" without a chance."""
        if self.chance.value is None:
            return ""
        return f"{self._short(self.p10)} – {self._short(self.p90)}"

    def _short(self, figure: float) -> str:
        amount = Decimal(round(figure))
        return format_money(amount, self.currency, "short") if self.currency else f"{amount:,}"


class Thin(Protocol):
    """What decides whether a chance can be told."""

    thin: str
    quarters: int
    outcomes: int


def outcome(curve: Curve, target: Decimal, currency: str) -> Outcome:
    """What to say of a target beside its curve. `currency`: "" for counts."""
    row = curve.outlook
    return Outcome(curve.chance(target), target, row.p10, row.p50, row.p90, currency)


def key_of(row: Outlook | Target) -> Key:
    """("person", 7) or ("team", 2): whose row this is."""
    return ("person", row.person_id) if row.person_id else ("team", row.team_id or 0)


def missing_words(outlook: Thin) -> str:
    """What a chance still needs; "" when it can be told."""
    if outlook.thin == "quarters":
        have = outlook.quarters
        told = "No quarter" if not have else "One quarter" if have == 1 else f"{have} quarters"
        return f"{told} of history: too little for a chance, shown from the {LEAST_QUARTERS}rd."
    if outlook.thin:
        return (
            f"{counted(outlook.outcomes, 'closed deal')}: too few for a chance, shown from {LEAST_OUTCOMES}."
        )
    return ""


def newest_run(metric: str, period: Period, *, until: date | None = None) -> Run | None:
    """The run that pages of this period rest on: the newest with draws, looking from `until` at the latest."""
    runs = Run.objects.of(metric, period).filter(has_draws=True)
    return (runs.filter(as_of__lte=until) if until else runs).newest_first().first()


def run_of(plan: Plan) -> Run | None:
    """The run that a plan's chances rest on."""
    return newest_run(plan.metric, plan.period(organization.calendar()))


def newest_curves(
    viewer: Person, metric: str, period: Period, *, people: Collection[int] = (), teams: Collection[int] = ()
) -> Mapping[Key, Curve]:
    """Curves of the newest run with draws, in one statement; empty while there is none. Without fans and open deals."""
    rows = _newest(viewer, metric, period, people, teams).only(*LIGHT)
    return {key_of(row): Curve(row, row.run) for row in rows}


def friday_before(run: Run) -> Run | None:
    """The run a week earlier that "since last week" compares with: the newest at least five days older."""
    older = Run.objects.filter(
        metric=run.metric, start_on=run.start_on, end_on=run.end_on, has_draws=True,
        as_of__lte=date.fromordinal(run.as_of.toordinal() - 5),
    )  # fmt: skip
    return older.newest_first().first()


def outlooks(
    viewer: Person, run: Run, *, people: Collection[int] = (), teams: Collection[int] = ()
) -> Mapping[Key, Outlook]:
    """What the run says of these, as far as the viewer may see it, without draws. One statement."""
    return {key_of(row): row for row in _asked(viewer, run, people, teams).light()}


def curves(
    viewer: Person, run: Run, *, people: Collection[int] = (), teams: Collection[int] = ()
) -> Mapping[Key, Curve]:
    """The same with draws."""
    return {key_of(row): Curve(row, run) for row in _asked(viewer, run, people, teams)}


def curves_of_targets(viewer: Person, run: Run, targets: Iterable[Target]) -> Mapping[Key, Curve]:
    """Curves of everybody who has one of these targets. One statement."""
    keys = [key_of(target) for target in targets]
    return curves(
        viewer,
        run,
        people=[pk for kind, pk in keys if kind == "person"],
        teams=[pk for kind, pk in keys if kind == "team"],
    )


def _newest(
    viewer: Person, metric: str, period: Period, people: Collection[int], teams: Collection[int]
) -> OutlookQuerySet:
    newest = Run.objects.of(metric, period).filter(has_draws=True).newest_first().values("pk")[:1]
    return _asked(viewer, Subquery(newest), people, teams).select_related("run")


def _asked(
    viewer: Person, run: Run | Subquery, people: Collection[int], teams: Collection[int]
) -> OutlookQuerySet:
    return Outlook.objects.visible_to(viewer).filter(Q(person__in=people) | Q(team__in=teams), run=run)


def curve_of(viewer: Person, target: Target, period: Period) -> Curve | None:
    """All that the newest run says of the holder of one target; None while there is no run. One statement."""
    kind, pk = key_of(target)
    people, teams = ([pk], []) if kind == "person" else ([], [pk])
    row = _newest(viewer, target.plan.metric, period, people, teams).first()
    return Curve(row, row.run) if row is not None else None
