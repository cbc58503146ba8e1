"""How the answers to a published plan stand."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.goals.queries.plans import PlanPage


@dataclass(frozen=True)
class Answers:
    """Who was asked for an answer, and who gave one."""

    page: PlanPage

    @property
    def asked(self) -> int:
        """How many were asked at all."""
        return sum(1 for row in self.page.rows if row.item)

    @property
    def answered(self) -> int:
        """How many of them have answered."""
        return sum(1 for row in self.page.rows if row.item and row.target.state != "proposed")

    @property
    def percent(self) -> float:
        """The same in percent."""
        return self.answered / self.asked * 100 if self.asked else 0

    @property
    def words(self) -> str:
        """ "9 accepted, 2 waiting."."""
        counts: dict[str, int] = {}
        for row in self.page.rows:
            if row.item:
                counts[row.target.state] = counts.get(row.target.state, 0) + 1
        words = {
            "accepted": "accepted",
            "stood_firm": "decided",
            "countered": "countered",
            "proposed": "waiting",
        }
        told = [f"{counts[state]} {word}" for state, word in words.items() if counts.get(state)]
        return ", ".join(told).capitalize() + "." if told else "Nobody was asked."
