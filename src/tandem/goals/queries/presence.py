"""Who is new and who is away in a plan's period, and how that counts, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.goals import rules
from tandem.goals.queries.away import Away, away_in
from tandem.goals.queries.checks import Checks
from tandem.goals.queries.plans import PlanPage


@dataclass(frozen=True)
class Presence:
    """The newcomers and the absences of a plan."""

    page: PlanPage
    checks: Checks

    @property
    def words(self) -> str:
        """Who is new, and how that counts; who is away, and for how much of the period."""
        return " ".join(words for words in (self._new, self._away) if words)

    @property
    def share(self) -> str:
        """What counting days away and ramp does to the shares of the split."""
        rows = self.page.officers
        if not self.page.plan.counts_days:
            return "Off: everybody counts in full."
        away, days = sum(1 for row in rows if row.basis.away), sum(row.basis.away for row in rows)
        new = sum(1 for row in rows if row.basis.ramped)
        said = []
        if away:
            said.append(f"{away} officer{_s(away)} {_are(away)} away {days} day{_s(days)} of work")
        if new:
            said.append(f"{new} {_are(new)} new")
        if not said:
            return "Nobody is away or new in this period."
        alone = self.page.whole and len(rows) == 1
        return f"{', '.join(said)}; {'with one officer that changes no share' if alone else 'their share is less'}."

    @property
    def _away(self) -> str:
        away = away_in(self.page)
        if not away:
            return "Nobody has written down an absence in this period."
        said = [f"{each.row.target.name} {each.days} of {each.of}" for each in away]
        return f"Days of work away: {rules.listed(said)}. {self._counted(away)}"

    def _counted(self, away: Sequence[Away]) -> str:
        told = "Chances count what was written down before their run"
        if self.page.split == "chance":
            return f"{told}, and so does Equal chance."
        if not self.page.plan.counts_days:
            return f"{told}; this split counts everybody in full."
        seen = {row.target.pk: row.basis.away for row in self.page.officers if row.basis.away}
        now = {each.row.target.pk: each.days for each in away}
        return (
            f"{told}; the split counts them."
            if seen == now
            else f"{told}; run the split again to count them."
        )

    @property
    def _new(self) -> str:
        new = [row.target.name for row in self.checks.newcomers]
        without = len(self.checks.without_history)
        kind = self.page.plan.kind
        if not new and not without:
            return f"All {len(self.page.officers)} have been here for half a year or more."
        said = (
            [
                f"{rules.listed(new)} {'is' if len(new) == 1 else 'are'} new: only {kind}s they were here for count."
            ]
            if new
            else []
        )
        if without:
            said.append(f"{without} without a finished {kind}: their other parts count instead.")
        return " ".join(said)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
