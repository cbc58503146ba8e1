"""What the draws of a run say of the figures in a plan: chances, the portfolio effect.

Figures of teams are sums of their officers' draws, draw by draw, unless the run has the team's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol

import numpy as np
from django.db.models import Q

from tandem.core.counted import counted
from tandem.core.money import format_money
from tandem.goals import rules
from tandem.goals.models import Outlook, Plan, Run, Target
from tandem.goals.packing import unpack
from tandem.goals.queries.gauge import Floats, Gauge, known
from tandem.goals.queries.odds import missing_words, run_of
from tandem.science.draws import spread, target_for
from tandem.science.targets.portfolio import Portfolio, portfolio


@dataclass(frozen=True)
class Draws:
    """Where people and teams may land in a plan's period, in the plan's unit: one row of draws each.

    `missing`: by person, what a chance still needs, in words; those count in sums and are told no chance. `run`: where
    they come from.
    """

    people: Mapping[int, Floats] = field(default_factory=dict)
    teams: Mapping[int, Floats] = field(default_factory=dict)
    missing: Mapping[int, str] = field(default_factory=dict)
    missing_teams: Mapping[int, str] = field(default_factory=dict)
    run: Run | None = None

    @property
    def there(self) -> bool:
        """There are draws to tell chances from."""
        return bool(self.people)

    @property
    def as_of(self) -> date | None:
        """The day whose evening the run knew."""
        return self.run.as_of if self.run else None


class Carried(Protocol):
    """A line with a target: a row of the workbench, or any other."""

    @property
    def target(self) -> Target:
        """Whose."""


@dataclass(frozen=True)
class Odds:
    """What one figure's draws (m,) say. `missing`: why no chance is told; then only sums use the draws.

    `as_of`: the day whose evening the run knew.
    """

    target: Target
    plan: Plan
    draws: Floats
    missing: str = ""
    as_of: date | None = None
    told: dict[Decimal, float] = field(
        default_factory=dict, compare=False, repr=False
    )  # asked for many times

    def chance_of(self, amount: Decimal) -> float | None:
        """The chance of reaching an amount, in percent, 1 to 99, as nobody can know more.

        None where too little is known, or nothing is to be reached.
        """
        if self.missing or amount <= 0:
            return None
        if amount not in self.told:
            self.told[amount] = known(self.draws, amount)
        return self.told[amount]

    @property
    def percent(self) -> float | None:
        """The chance of the target, in percent."""
        return self.chance_of(self.target.amount)

    @property
    def band(self) -> str:
        """too_hard, stretch, sweet_spot, safe, too_easy; "" without a chance."""
        return self.band_at(self.target.amount)

    def band_at(self, amount: Decimal) -> str:
        """The band that another amount would be in."""
        percent = self.chance_of(amount)
        return "" if percent is None else rules.band_of(percent)

    def figure_at(self, share: float) -> Decimal:
        """The figure that is reached with this chance, in whole steps of the plan's rounding, never above it."""
        return rules.rounded_down(Decimal(str(float(target_for(self.draws, share)))), self.step)

    @property
    def step(self) -> Decimal:
        """What figures of this size are rounded to."""
        return rules.step_for(self.target.amount) if self.plan.is_money else Decimal(1)

    @cached_property
    def range(self) -> tuple[Decimal, Decimal, Decimal]:
        """P10, P50, P90."""
        found = spread(self.draws)
        return tuple(Decimal(str(round(each))) for each in (found.p10, found.p50, found.p90))  # type: ignore[return-value]

    @property
    def range_words(self) -> str:
        """ "€245k – €329k"."""
        low, _, high = self.range
        return f"{self._short(low)} – {self._short(high)}"

    @property
    def words(self) -> str:
        """One sentence for those who do not see the curve."""
        if self.missing:
            return f"{self.target.name}: {self.missing}"
        if self.percent is None:
            return f"{self.target.name}: no target"
        return self.said(self.range_words)

    def said(self, landings: str) -> str:
        """The same where the range of landings is known already, in words."""
        return f"{self.target.name}: {self.percent:.0f}% chance to attain, 8 in 10 landings {landings}"

    def between(self, low: float, high: float) -> str:
        """ "€245k – €329k"."""
        return f"{self._short(Decimal(round(low)))} – {self._short(Decimal(round(high)))}"

    def _short(self, amount: Decimal) -> str:
        return format_money(amount, self.plan.currency, "short") if self.plan.is_money else f"{amount:,.0f}"


@dataclass(frozen=True)
class Chances:
    """A plan's chances. `rows`: officers and teams by target; `gauge` None while there are no draws."""

    draws: Draws
    rows: Mapping[int, Odds] = field(default_factory=dict)
    gauge: Gauge | None = None
    together: Floats | None = None  # (p, m) of the officers who have a chance

    @cached_property
    def effect(self) -> Portfolio | None:
        """What a sum of targets is worth; None with fewer than two officers."""
        if self.together is None or len(self.together) < 2:
            return None
        return portfolio(self.together, 0.6)


def chances(plan: Plan, top: Decimal, rows: Sequence[Carried], draws: Draws) -> Chances:
    """The chances of a plan's rows, parents before their parts. No statement."""
    if not draws.there:
        return Chances(draws)
    officers = [row.target for row in rows if row.target.person_id]
    found: dict[int, Odds] = {}
    sums: dict[int, Floats] = {}
    missing: dict[int, int] = {}
    count: dict[int, int] = {}
    parents = {row.target.pk: row.target.parent_id for row in rows}
    for target in officers:
        own = draws.people.get(target.person_id or 0)
        lacking = (
            draws.missing.get(target.person_id or 0, "") if own is not None else "not in the last run yet"
        )
        own = np.zeros(_count(draws), np.float32) if own is None else own
        found[target.pk] = Odds(target, plan, own, lacking, draws.as_of)
        above = parents[target.pk]
        while above in parents:
            sums[above] = sums[above] + own if above in sums else own.astype(float)
            missing[above] = missing.get(above, 0) + bool(lacking)
            count[above] = count.get(above, 0) + 1
            above = parents[above]
    for row in rows:
        target = row.target
        if target.team_id and target.pk in sums:
            if target.team_id in draws.teams:
                own, lacking = draws.teams[target.team_id], draws.missing_teams.get(target.team_id, "")
            else:
                own, lacking = sums[target.pk], _lacking(missing[target.pk], count[target.pk])
            found[target.pk] = Odds(target, plan, own, lacking, draws.as_of)
    tops = [row.target for row in rows if row.target.parent_id not in parents and row.target.pk in found]
    gauge = None
    if tops:
        whole = np.sum([found[each.pk].draws for each in tops], axis=0)
        gauge = Gauge(plan, top, whole, next((found[each.pk].missing for each in tops), ""))
    told = [found[each.pk].draws for each in officers if not found[each.pk].missing]
    return Chances(draws, found, gauge, np.stack(told) if told else None)


def _lacking(missing: int, count: int) -> str:
    if missing * 2 <= count:
        return ""
    return f"{missing} of {counted(count, 'officer')} {'has' if missing == 1 else 'have'} too little history."


def _count(draws: Draws) -> int:
    return next(iter(draws.people.values())).size


def draws_of(plan: Plan) -> Draws:
    """The draws of the newest run for the plan's metric and period, of officers and teams; none without a run.

    A team's own draws know what its officers' do not: who joined after the plan was made, and what those booked who
    have left. Two statements. Who may see whose chance is decided by the rows that are shown, as with their targets.
    """
    run = run_of(plan)
    if run is None:
        return Draws()
    carried = Target.objects.filter(plan=plan)
    held = Q(person__in=carried.filter(person__isnull=False).values("person"))
    held |= Q(team__in=carried.filter(team__isnull=False).values("team"))
    columns = (
        "person_id",
        "team_id",
        "drawn",
        "thin",
        "quarters",
        "outcomes",
    )  # hundreds: no object for each
    rows = list(Outlook.objects.filter(held, run=run).values_list(*columns, named=True))
    people, teams = [row for row in rows if row.person_id], [row for row in rows if row.team_id]
    return Draws(
        people={row.person_id: unpack(row.drawn or b"") for row in people},
        teams={row.team_id: unpack(row.drawn or b"") for row in teams},
        missing={row.person_id: missing_words(row) for row in people if row.thin},
        missing_teams={row.team_id: missing_words(row) for row in teams if row.thin},
        run=run,
    )


@dataclass(frozen=True)
class _Line:
    """A target by itself."""

    target: Target


def stated_chances(plan: Plan, targets: Sequence[Target]) -> dict[int, float]:
    """The chance of each target now, in percent, to be kept beside a published figure; left out where none is told."""
    found = chances(plan, plan.top, [_Line(target) for target in targets], draws_of(plan))
    return {pk: odds.percent for pk, odds in found.rows.items() if odds.percent is not None}


def odds_of(target: Target) -> Odds | None:
    """The odds of one target, a person's or a team's; None while there is no run. At most three statements."""
    rows: list[Target] = [target]
    if target.team_id:
        below = Target.objects.filter(plan=target.plan, home__path__startswith=target.home.path)
        rows += below.exclude(pk=target.pk).order_by("home__path", "person")
    return chances(
        target.plan, target.plan.top, [_Line(row) for row in rows], draws_of(target.plan)
    ).rows.get(target.pk)


def stated_chance(target: Target, amount: Decimal) -> float | None:
    """The chance of another figure for one target, in percent."""
    found = odds_of(target)
    return found.chance_of(amount) if found else None


def gauge_of(odds: Odds) -> Gauge | None:
    """The large curve of one target; None where no chance is told."""
    return None if odds.percent is None else Gauge(odds.plan, odds.target.amount, odds.draws)
