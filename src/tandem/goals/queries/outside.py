"""Whose target is too hard or too easy, how a fix would look, and how far the chances of a plan lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tandem.authority.models import Entry
from tandem.goals import rules
from tandem.goals.models import Target
from tandem.goals.queries.chances import Odds
from tandem.goals.queries.checks import words_of
from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.rows import Row
from tandem.people.models import Person
from tandem.science.draws import target_for

NAMED = 4
AIM = {"too_hard": 0.50, "too_easy": 0.70}
LEAST_SHARE, MOST_SHARE = 0.40, 0.80


@dataclass(frozen=True)
class Outside:
    """An officer whose chance is under 40 or over 80 %."""

    row: Row
    odds: Odds
    percent: float
    band: str

    @property
    def figure(self) -> Decimal:
        """Where they would be back in the sweet spot."""
        return self.odds.figure_at(AIM[self.band])

    @property
    def kept(self) -> bool:
        """Somebody said why it stays."""
        return self.row.target.kept

    @property
    def words(self) -> str:
        """ "Locked at €206,900. At €191,000 the chance would be 50%." """
        plan, target = self.row.plan, self.row.target
        how = "Locked at" if target.locked else "Typed" if target.typed else "Given"
        aim = round(AIM[self.band] * 100)
        off = abs(self.row.delta)
        beside = ""
        if off:
            beside = f", {words_of(plan, off)} {'over' if self.row.delta > 0 else 'under'} the suggestion"
        given = f"{how} {words_of(plan, target.amount)}{beside}."
        if not self.figure:  # nothing comes in so many landings that no figure has the chance
            return f"{given} No figure has a chance of {aim}%: half of all landings bring nothing."
        return f"{given} At {words_of(plan, self.figure)} the chance would be {aim}%."


@dataclass(frozen=True)
class Fairness:
    """The chances of a plan's officers, in percent. `missing`: those without one."""

    percents: Sequence[float]
    outside: Sequence[Outside]
    missing: Sequence[Row]

    @property
    def spread(self) -> float | None:
        """From the lowest to the highest, in points; None with fewer than two."""
        return max(self.percents) - min(self.percents) if len(self.percents) > 1 else None

    @property
    def open(self) -> list[Outside]:
        """Those nobody gave a reason for."""
        return [each for each in self.outside if not each.kept]

    @property
    def shown(self) -> list[Outside]:
        """The farthest off first, a handful."""
        return list(self.outside[:NAMED])

    @property
    def more(self) -> int:
        """How many are left unnamed."""
        return max(0, len(self.outside) - NAMED)

    @property
    def middle(self) -> str:
        """ "9 of 11 sit at 47–56%, 2 outside 40–80%."."""
        inside = sorted(each for each in self.percents if rules.band_of(each) not in AIM)
        count = len(self.percents)
        if not inside:
            return f"None of {count} sits between 40 and 80%."
        low, high = round(inside[0]), round(inside[-1])
        at = f"{low}%" if low == high else f"{low}–{high}%"
        rest = count - len(inside)
        if not rest:
            return f"{'All ' if count > 2 else ''}{count} sit at {at}."
        return f"{len(inside)} of {count} sit at {at}, {rest} outside 40–80%."

    @property
    def drawing(self) -> str:
        """For those who do not see the strip."""
        said = ", ".join(f"{round(each)}%" for each in sorted(self.percents)[:40])
        return f"Chance of each officer: {said}"


def stretch_in_band(odds: Odds) -> tuple[Decimal, Decimal] | None:
    """The least and the most figure with a chance of 40 to 80 %, in steps as coarse as they fit; None without one."""
    for step in dict.fromkeys((odds.step, Decimal(1))):
        high = Decimal(str(float(target_for(odds.draws, LEAST_SHARE)))) // step * step
        low = rules.rounded_up(Decimal(str(float(target_for(odds.draws, MOST_SHARE)))), step)
        if odds.band_at(low) == "too_easy":
            low += step
        if 0 < low <= high and odds.band_at(low) not in AIM and odds.band_at(high) not in AIM:
            return low, high
    return None


def fairness(page: PlanPage) -> Fairness:
    """The chances of the officers on the page. No statement."""
    percents, outside, missing = [], [], []
    for row in page.officers:
        odds = row.odds
        if odds is None or (row.live and row.live.reached):
            continue
        percent = odds.percent
        if percent is None:
            if odds.missing:
                missing.append(row)
            continue
        percents.append(percent)
        band = odds.band
        if band in AIM:
            outside.append(Outside(row, odds, percent, band))
    outside.sort(key=lambda each: (each.kept, -abs(each.percent - 60)))
    return Fairness(percents, outside, missing)


@dataclass(frozen=True)
class FixLine:
    """One row of a fix: what it has, what it would have, and the chance of both."""

    target: Target
    before: Decimal
    after: Decimal
    asked: bool
    chosen: bool
    percent_before: float | None
    percent_after: float | None


def fix_lines(page: PlanPage, moved: Sequence[Any]) -> list[FixLine]:
    """The figures of a previewed fix with their chances. No statement."""
    found = []
    for each in moved:
        odds = page.row(each.target.pk).odds
        percents = [odds.chance_of(figure) if odds else None for figure in (each.before, each.after)]
        found.append(FixLine(each.target, each.before, each.after, each.asked, each.chosen, *percents))
    return found


def last_fix(target: Target, actor: Person) -> int | None:
    """The number of the actor's latest fix, for the button that takes it back."""
    entries = Entry.objects.filter(
        verb="goals.fix", about=Target._meta.label_lower, about_id=target.pk, actor=actor
    )
    return entries.order_by("-pk").values_list("pk", flat=True).first()
