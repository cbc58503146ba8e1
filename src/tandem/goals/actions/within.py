"""Why a plan's limits across teams cannot be kept, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.core.errors import Refused
from tandem.goals import rules
from tandem.goals.queries.across import Across
from tandem.science.targets.limits import Limit, OutOfReach

WAYS = 2  # told at most


def refusal(
    error: OutOfReach, limits: Mapping[Across, Limit], names: Sequence[str], words: rules.Words
) -> Refused:
    """The limit in the way with the figure nearest to it that would fit, or the limits that exclude each other.

    `names`: of the nodes, whose keys are their places.
    """
    by_key = {limit.key: (across, limit) for across, limit in limits.items()}
    held = [names[int(key)] for key in error.binding if key not in by_key]
    holding = f"what is fixed or bounded ({rules.listed(held)})" if held else ""
    rooms = [_room(*by_key[key], nearest) for key, nearest in error.rooms.items()]
    if len(rooms) == 1:
        sentence, remedy = rooms[0].alone(holding or "the rest of the plan", words)
    else:
        binding = [by_key[key][0].name for key in error.binding if key in by_key] or [
            each.name for each in limits
        ]
        said = rules.listed([f"“{name}”" for name in binding])
        beside = f" beside {holding}" if holding else ""
        sentence = f"The limits {said} cannot all be kept{beside}."
        ways = [each.way(words) for each in rooms[:WAYS]]
        ways += [] if error.nearest is None else [f"give them {words(error.nearest)} to share"]
        remedy = f"{' or '.join(ways or ['Change one of them'])}."
        remedy = remedy[0].upper() + remedy[1:]
    return Refused(sentence, code="infeasible", remedy=remedy)


@dataclass(frozen=True)
class _Room:
    """A limit that would fit with another figure. `bound`: what it asks for; `nearest`: what is nearest to that."""

    name: str
    bound: Decimal
    nearest: Decimal

    def alone(self, holding: str, words: rules.Words) -> tuple[str, str]:
        """What stands in its way, and what to do."""
        least, most = ("at least", "at most") if self.nearest > self.bound else ("at most", "at least")
        verb = "allows" if self.nearest > self.bound else "asks for"
        sentence = (
            f"“{self.name}” {verb} {most} {words(self.bound)}, but {holding} leaves its officers {least}"
            f" {words(self.nearest)} together."
        )
        way = self.way(words)
        return sentence, f"{way[0].upper()}{way[1:]}, or let go what holds them or the others."

    def way(self, words: rules.Words) -> str:
        """ "raise “Newcomers” to €420,000"."""
        step = rules.step_for(self.nearest)
        if self.nearest > self.bound:
            return f"raise “{self.name}” to {words(rules.rounded_up(self.nearest, step))}"
        return f"lower “{self.name}” to {words(rules.rounded_down(self.nearest, step))}"


def _room(across: Across, limit: Limit, nearest: Decimal) -> _Room:
    """With what its officers elsewhere in the plan carry, where only a part of it is shared."""
    too_much = limit.most is not None and nearest > limit.most
    bound, inside = (across.most, limit.most) if too_much else (across.least, limit.least)
    if bound is None or inside is None:
        raise ValueError("A limit out of reach has a bound that is.")
    return _Room(across.name, bound, nearest + bound - Decimal(inside))
