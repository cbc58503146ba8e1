"""Many series in one array.

Assumes that points are evenly apart. Source: own. Cost O(values) unless a method says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Panel:
    """n series, one after the other in `values`; series i is values[starts[i]:starts[i + 1]].

    - `values`: floats, NaN for a missing point. All series end at the same moment and may begin at different
      ones.
    - `starts`: (n + 1,) rising, from 0 to len(values).
    - `season`: points in a year's round (12 months, 4 quarters, 1 for none).
    """

    values: Floats
    starts: Ints
    season: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> Floats:
        return self.values[self.starts[row] : self.starts[row + 1]]

    @property
    def lengths(self) -> Ints:
        """(n,) points of each series."""
        return np.diff(self.starts)

    def aligned(self) -> Floats:
        """(n, longest) with the last points in the last column and NaN before a series begins. Cost O(n ×
        longest).
        """
        lengths = self.lengths
        longest = int(lengths.max(initial=0))
        table = np.full((len(self), longest), np.nan)
        columns = np.arange(longest)
        table[columns[None, :] >= longest - lengths[:, None]] = self.values
        return table

    def without_last(self, points: int) -> Panel:
        """The panel as it stood `points` earlier; a series that is no longer than that is empty. Cost
        O(values).
        """
        kept = np.maximum(self.lengths - points, 0)
        place = np.arange(len(self.values)) - np.repeat(self.starts[:-1], self.lengths)
        return Panel(
            self.values[place < np.repeat(kept, self.lengths)],
            np.concatenate(([0], np.cumsum(kept))),
            self.season,
        )

    def last(self, points: int) -> Floats:
        """(n, points): the last points of each series, NaN where it is shorter.

        In the unit of the series. Cost O(n × longest).
        """
        table = self.aligned()
        short = max(points - table.shape[1], 0)
        padded = np.pad(table, ((0, 0), (short, 0)), constant_values=np.nan)
        return padded[:, padded.shape[1] - points :]

    def rows(self, rows: ArrayLike) -> Panel:
        """Some of the series, in the order given. `rows`: (q,); q series come back. Cost O(values taken)."""
        return panel([self[int(row)] for row in np.asarray(rows)], self.season)


def panel(series: Sequence[ArrayLike], season: int) -> Panel:
    """A panel of these series, each one-dimensional. n series, `season` points in a round. Cost O(values)."""
    arrays = [np.asarray(one, dtype=float) for one in series]
    return Panel(
        np.concatenate(arrays) if arrays else np.zeros(0),
        np.concatenate(([0], np.cumsum([len(one) for one in arrays], dtype=np.int64))).astype(np.int64),
        season,
    )


class Fitted(Protocol):
    """What a method has learned from a panel of n series whose longest has T points."""

    @property
    def errors(self) -> Floats:
        """(n, T) each point minus what was expected one step before, right-aligned; NaN where there is none."""
        ...

    @property
    def spent(self) -> Floats:
        """(n,) how many numbers the method took from each series, by which its errors there are too small."""
        ...

    def ahead(self, steps: int) -> Floats:
        """(n, steps): the next points, in the unit of the series. NaN for a series without a point."""
        ...

    def widening(self, steps: int) -> Floats:
        """(n, steps): the standard deviation of the error 1 … `steps` ahead as a multiple of that one step
        ahead.
        """
        ...


class Method(Protocol):
    """A way to forecast. Knows nothing before `fit`."""

    @property
    def name(self) -> str:
        """As told to people."""
        ...

    def fit(self, panel: Panel) -> Fitted:
        """Learn from a panel."""
        ...
