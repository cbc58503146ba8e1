"""Where many series that add up are going: from the past of each to paths of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.science.series.choosing import Choice, choose, usual_error
from tandem.science.series.covariance import shrunk
from tandem.science.series.mean import Mean
from tandem.science.series.origins import Origin, backs, rolling
from tandem.science.series.panel import Fitted, Floats, Ints, Method, Panel
from tandem.science.series.paths import parts_of, paths
from tandem.science.series.reconciling import Hierarchy, bottom_up, coherent, least_squares, minimum_trace
from tandem.science.series.seasonal_naive import SeasonalNaive
from tandem.science.series.smoothing import ExponentialSmoothing
from tandem.science.series.theta import Theta
from tandem.science.series.widths import Widths, widths

NAIVE, THETA, SMOOTHING = SeasonalNaive(), Theta(), ExponentialSmoothing()
METHODS: tuple[Method, ...] = (
    NAIVE,
    THETA,
    SMOOTHING,
    Mean((THETA, SMOOTHING), "mean of theta and smoothing"),
    Mean((NAIVE, THETA, SMOOTHING), "mean of all three"),
)
OTHERWISE = 3
SUMS = ("bottom-up", "least squares", "minimum trace")


@dataclass(frozen=True, slots=True)
class Given:
    """What an outlook is asked: n series of which b are at the bottom.

    - `panel`: the n series, sums included. `hierarchy`: which are sums of which. `level`: (n,) a number for
      each level, whose series are held to one width.
    - `steps`: how many points ahead. `origins`: at most so many earlier moments to learn the record from,
      `stride` apart; `least` points must be left before the earliest. `draws`, `seed`.
    """

    panel: Panel
    hierarchy: Hierarchy
    level: Ints
    steps: int
    origins: int = 8
    stride: int = 1
    least: int = 12
    draws: int = 1000
    seed: int = 0
    methods: tuple[Method, ...] = METHODS


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes of it.

    - `points`: (n, h) that add up. `plain` and `deviations`: (n, h) deviations as the model says them, and
      widened to hold what they promise. `bottom`: (b, h, m) draws of the bottom series, all others are sums
      of them.
    - `choice`: the method of each series and why. `sums`: how they were made to add up; `sums_scores`: the
      error of each way.
    - `widths`: the record of the intervals. `errors`: (r, n, h) past errors, actual minus said, after adding
      up; `actual` (r, n, h). `backs`: (r,) how far back each origin stood.
    - `carried`: correlation of the error of one step with the next. `covariance`: (n, n) of the errors that
      add up.
    """

    points: Floats
    plain: Floats
    deviations: Floats
    bottom: Floats
    choice: Choice
    sums: str
    sums_scores: dict[str, float]
    widths: Widths
    errors: Floats
    actual: Floats
    backs: list[int]
    carried: float
    covariance: Floats


def outlook(given: Given, whole: Floats | None = None) -> Outlook:
    """Fit, choose by rolling origins, make add up, widen, draw.

    Method by series: `choosing`. Way of adding up: `_way`. Widths: `widths`. Draws: `paths`, not below 0.
    With `whole` (h, m), draws of the sum of everything that are already there, the bottom series are drawn as
    its parts (`parts_of`). Nothing later than an origin is used at it, except which method each series has.
    Cost that of (origins + 1) fits, and O(n³ + n²·h·m) for the sums.
    """
    panel, steps, count = given.panel, given.steps, len(given.methods)
    standing = backs(int(panel.lengths.max(initial=0)), steps, given.least, given.origins, given.stride)
    origins = rolling(panel, given.methods, steps, standing)
    usual = usual_error(panel.aligned(), panel.season)
    choice = choose(origins, usual, count, shrink=50.0, otherwise=min(OTHERWISE, count - 1))
    past = [_State.of(given.hierarchy, one.fitted, choice.method, steps) for one in origins]
    sums, scores = _way(given, origins, past, usual)
    actual = np.array([one.actual for one in origins]).reshape(len(origins), len(panel), steps)
    errors = actual - np.array([state.points(sums) for state in past]).reshape(actual.shape)
    ratios = errors / np.array([state.deviations(sums) for state in past]).reshape(actual.shape)
    record, carried = widths(ratios, given.level), _carried(ratios)
    now = _State.of(given.hierarchy, [method.fit(panel) for method in given.methods], choice.method, steps)
    points, plain, covariance = now.points(sums), now.deviations(sums), now.covariance(sums)
    wide = plain * record.factor[:, None]
    bottom = _drawn(given, points, wide, covariance, carried, whole)
    return Outlook(
        points,
        plain,
        wide,
        bottom,
        choice,
        sums,
        scores,
        record,
        errors,
        actual,
        standing,
        carried,
        covariance,
    )


def _drawn(
    given: Given, points: Floats, wide: Floats, covariance: Floats, carried: float, whole: Floats | None
) -> Floats:
    own = given.hierarchy.bottom
    between = covariance[np.ix_(own, own)]
    if whole is not None:
        return parts_of(whole, points[own], wide[own], between, carried=carried, seed=given.seed)
    return paths(given.hierarchy, points, wide, between, carried=carried, draws=given.draws, seed=given.seed)


@dataclass(frozen=True, slots=True)
class _State:
    """Forecasts at one moment, and how to make them add up each way."""

    hierarchy: Hierarchy
    base: Floats
    spread: Floats
    widening: Floats
    weights: dict[str, Floats]

    @classmethod
    def of(cls, hierarchy: Hierarchy, fitted: Sequence[Fitted], method: Ints, steps: int) -> _State:
        points = np.stack([one.ahead(steps) for one in fitted])
        rows = np.arange(len(method))
        spread = shrunk(np.stack([one.errors for one in fitted])[method, rows]).matrix
        base = np.nan_to_num(points[method, rows])
        widening = np.nan_to_num(np.stack([one.widening(steps) for one in fitted])[method, rows], nan=1.0)
        weights = dict(
            zip(
                SUMS,
                (bottom_up(hierarchy), least_squares(hierarchy), minimum_trace(hierarchy, spread)),
                strict=True,
            )
        )
        return cls(hierarchy, base, spread, widening, weights)

    def points(self, sums: str) -> Floats:
        return coherent(self.hierarchy, self.weights[sums], self.base)

    def covariance(self, sums: str) -> Floats:
        together = self.hierarchy.summing @ self.weights[sums]
        return together @ self.spread @ together.T

    def deviations(self, sums: str) -> Floats:
        return np.sqrt(np.maximum(np.diag(self.covariance(sums)), 1e-18))[:, None] * self.widening


def _way(
    given: Given, origins: Sequence[Origin], past: Sequence[_State], usual: Floats
) -> tuple[str, dict[str, float]]:
    """How to make them add up: minimum trace, unless another erred less by more than twice the standard error
    of the difference over the origins. Mean absolute errors in units of `usual`, each level counting
    alike.
    """
    if not origins:
        return SUMS[-1], {}
    levels = np.unique(given.level)
    by_origin = np.zeros((len(SUMS), len(origins)))
    for place, sums in enumerate(SUMS):
        for row, (one, state) in enumerate(zip(origins, past, strict=True)):
            sizes = np.nanmean(np.abs(one.actual - state.points(sums)) / usual[:, None], axis=1)
            by_origin[place, row] = np.mean([np.nanmean(sizes[given.level == level]) for level in levels])
    means = by_origin.mean(axis=1)
    best = len(SUMS) - 1
    for place in range(len(SUMS) - 1):
        gain = by_origin[-1] - by_origin[place]
        if (
            len(origins) > 1
            and gain.mean() > 2 * gain.std(ddof=1) / len(origins) ** 0.5
            and means[place] < means[best]
        ):
            best = place
    return SUMS[best], dict(zip(SUMS, means.tolist(), strict=True))


def _carried(ratios: Floats) -> float:
    """Correlation of one step's error with the next one's, over all series and origins; 0 to 0.95."""
    if ratios.shape[2] < 2 or not len(ratios):
        return 0.0
    first, second = ratios[:, :, :-1], ratios[:, :, 1:]
    both = np.isfinite(first) & np.isfinite(second)
    square = float((first[both] ** 2).sum() * (second[both] ** 2).sum())
    return min(max(float((first[both] * second[both]).sum()) / square**0.5, 0.0), 0.95) if square > 0 else 0.0
