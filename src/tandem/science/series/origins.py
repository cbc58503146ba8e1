"""Rolling origins: what each method would have said earlier, beside what came.

Assumes that the series are known up to an origin as they are known now. Source: Tashman 2000, see `rolling`. Cost:
origins × that of the fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Fitted, Floats, Method, Panel


@dataclass(frozen=True, slots=True)
class Origin:
    """One earlier moment, `back` points before the end: k methods, n series.

    - `fitted`: what each method had learned by then. `points`: (k, n, steps) what it said.
    - `actual`: (n, steps) what came, NaN beyond the end.
    """

    back: int
    panel: Panel
    fitted: tuple[Fitted, ...]
    points: Floats
    actual: Floats

    @property
    def errors(self) -> Floats:
        """(k, n, steps): actual minus said."""
        return self.actual - self.points


def backs(longest: int, steps: int, least: int, count: int, stride: int) -> list[int]:
    """How far back to stand: from `steps` (every point said has come) by `stride`, leaving `least` points to
    learn.

    Where that leaves little room, from half of the room on: what was said of the points beyond is not judged. `count`
    whole numbers at most, rising: a list (r,) of points before the end. Cost O(count).
    """
    room = longest - least
    if room < 1:
        return []
    start = min(steps, max(room // 2, 1))
    return list(range(start, room + 1, stride))[:count]


def rolling(panel: Panel, methods: Sequence[Method], steps: int, standing: Sequence[int]) -> list[Origin]:
    """Fit every method at every origin in `standing` and see what it said of the next `steps` points.

    Nothing later than the origin is used there. Source: L. J. Tashman, *International Journal of Forecasting* 16
    (2000), 437–450. k methods, n series, shapes as in `Origin`, in the unit of the series. Cost len(standing) × that
    of the fits.
    """
    result = []
    for back in standing:
        then = panel.without_last(back)
        fitted = tuple(method.fit(then) for method in methods)
        actual = np.full((len(panel), steps), np.nan)
        reach = min(back, steps)
        tail = panel.last(back)
        actual[:, :reach] = tail[:, :reach]
        result.append(Origin(back, then, fitted, np.stack([one.ahead(steps) for one in fitted]), actual))
    return result
