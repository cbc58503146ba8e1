"""Decided cases as a table: numbers, words, outcomes, in the order in which they were decided.

Assumes that every column has one value a case. Source: own. Cost O(values taken).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of n cases: `numbers`, name → (n,) floats, NaN unknown; `words`, name → (n,) words, "" unknown."""

    numbers: Mapping[str, Floats] = field(default_factory=dict)
    words: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """All columns, numbers first."""
        return [*self.numbers, *self.words]

    @property
    def count(self) -> int:
        """n."""
        for values in (*self.numbers.values(), *self.words.values()):
            return len(values)
        return 0

    def take(self, rows: NDArray[np.integer] | Flags | slice) -> Columns:
        """Some of the cases. `rows`: (q,) places, (n,) flags, or a slice. Cost O(values taken)."""
        return Columns(
            {name: values[rows] for name, values in self.numbers.items()},
            {name: values[rows] for name, values in self.words.items()},
        )

    def without(self, names: set[str]) -> Columns:
        """The same cases, fewer columns. Cost O(columns)."""
        return Columns(
            {name: values for name, values in self.numbers.items() if name not in names},
            {name: values for name, values in self.words.items() if name not in names},
        )


@dataclass(frozen=True, slots=True)
class Cases:
    """n decided cases in the order of their decision. `won` (n,) bool; `weight` (n,) > 0."""

    columns: Columns
    won: Flags
    weight: Floats

    def take(self, rows: NDArray[np.integer] | Flags | slice) -> Cases:
        """Some of the cases, in the same order. `rows` as in `Columns.take`. Cost O(values taken); (q,) cases."""
        return Cases(self.columns.take(rows), self.won[rows], self.weight[rows])
