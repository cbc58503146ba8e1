"""The large curve of a target: how likely each figure is, and where the bands lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tandem.goals import rules
from tandem.goals.models import Plan
from tandem.science.draws import chance, density, target_for

Floats = NDArray[np.floating]
ENDS = (0.03, 0.97)  # thin tails would leave the bands between them no room for their names
POINTS = 81
EDGES = (0.80, 0.70, 0.50, 0.40)
SPREAD = (0.10, 0.50, 0.90)


def known(draws: Floats, amount: Decimal) -> float:
    """The share of draws that reach an amount, in percent; draws that all agree prove nothing."""
    return min(max(float(chance(draws, float(amount))) * 100, 1.0), 99.0)


@dataclass(frozen=True)
class Gauge:
    """The top target on the odds of the whole: where the bands lie, and what each figure's chance is."""

    plan: Plan
    top: Decimal
    draws: Floats
    missing: str = ""

    @property
    def percent(self) -> float | None:
        """The chance of the top target in percent, 1 to 99."""
        return None if self.missing or self.top <= 0 else known(self.draws, self.top)

    @property
    def band(self) -> str:
        """too_hard … too_easy; "" without a chance."""
        return "" if self.percent is None else rules.band_of(self.percent)

    @property
    def spread(self) -> tuple[Decimal, ...]:
        """Where the whole lands: P10, P50, P90, in whole units."""
        return tuple(Decimal(round(float(each))) for each in np.quantile(self.draws, SPREAD))

    @property
    def step(self) -> Decimal:
        """By how much an arrow key moves the line; with Shift ten times that."""
        return rules.key_step(self.top) if self.plan.is_money else Decimal(1)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The figures at both ends of the drawing."""
        low, high = (float(each) for each in np.quantile(self.draws, ENDS))
        top = float(self.top)
        room = (high - low) * 0.08
        return max(0.0, min(low, top - room)), max(high, top + room)

    @cached_property
    def outline(self) -> Sequence[float]:
        """Heights from end to end."""
        return density(self.draws, *self.ends, POINTS).round(3).tolist()

    @cached_property
    def edges(self) -> Sequence[float]:
        """The figures with a chance of 80, 70, 50 and 40 %."""
        return [float(target_for(self.draws, share)) for share in EDGES]

    @cached_property
    def table(self) -> Sequence[int]:
        """The figures with a chance of 100, 99 … 0 %, for the line while it is dragged."""
        return [round(float(each)) for each in np.quantile(self.draws, np.linspace(0, 1, 101))]

    def figure_at(self, share: float) -> Decimal:
        """The top target that has this chance, in whole steps."""
        return rules.rounded_down(Decimal(str(float(target_for(self.draws, share)))), self.step)

    @property
    def achievable(self) -> tuple[Decimal, Decimal]:
        """From which to which figure a target is ambitious and achievable: chances of 70 and 50 %."""
        return self.figure_at(0.70), self.figure_at(0.50)
