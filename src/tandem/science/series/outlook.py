"""Where many series that add up are going: from the past of each to paths of all.

Assumes that errors ahead are like those at rolling origins. Source: own, of the steps named, which name theirs. Cost:
(origins + 1) times that of the fits, then O(n³ + n²·h·m).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from tandem.science.series.choosing import Choice, choose, usual_error
from tandem.science.series.covariance import shrunk
from tandem.science.series.mean import Mean
from tandem.science.series.origins import backs, rolling
from tandem.science.series.panel import Fitted, Floats, Ints, Method, Panel
from tandem.science.series.paths import parts_of, paths
from tandem.science.series.reconciling import Hierarchy, bottom_up, coherent, least_squares, minimum_trace
from tandem.science.series.seasonal_naive import SeasonalNaive
from tandem.science.series.smoothing import ExponentialSmoothing
from tandem.science.series.theta import Theta
from tandem.science.series.widths import Widths, separate, widths

NAIVE, THETA, SMOOTHING = SeasonalNaive(), Theta(), ExponentialSmoothing()
METHODS: tuple[Method, ...] = (
    NAIVE,
    THETA,
    SMOOTHING,
    Mean((THETA, SMOOTHING), "mean of theta and smoothing"),
    Mean((NAIVE, THETA, SMOOTHING), "mean of all three"),
)
OTHERWISE = 3
FEWEST = 6
LEFT = 2.0  # points that a method leaves unspent at least
SUMS = ("bottom-up", "least squares", "minimum trace")


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said of n series at one moment, each by its own method: `base` and `widening` (n, h), `errors`
    (n, T) before it, `spent` (n,) as of `Fitted`. Where earlier: how far `back` it stood, and `actual` (n, h),
    what came (NaN beyond the end).
    """

    base: Floats
    widening: Floats
    errors: Floats
    spent: Floats
    actual: Floats
    back: int = 0

    @property
    def flattery(self) -> Floats:
        """(n,) by how much the variance of the next error exceeds that of the errors before.

        A method that took k numbers from n points has errors too small there, and errs more on the next: (n + k)/(n −
        k), the final prediction error of H. Akaike, Annals of the Institute of Statistical Mathematics 21 (1969),
        243–247. So moments with fewer points before them compare with now. Cost O(n × T).
        """
        count = np.isfinite(self.errors).sum(axis=1)
        spent = np.clip(self.spent, 0, np.maximum(count - LEFT, 0))
        return np.where(count > 0, (count + spent) / np.maximum(count - spent, 1), 1.0)

    def of(self, rows: Ints) -> Moment:
        """Some of the series. `rows`: (q,); q series come back. Cost O(q × (T + h))."""
        return replace(
            self,
            base=self.base[rows],
            widening=self.widening[rows],
            errors=self.errors[rows],
            spent=self.spent[rows],
            actual=self.actual[rows],
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """n series learned from: the method of each and why, `now` and `past` moments, `usual` (n,) error of the
    simplest method.
    """

    methods: tuple[str, ...]
    choice: Choice
    now: Moment
    past: Sequence[Moment]
    usual: Floats
    steps: int


def learn(
    panel: Panel,
    steps: int,
    *,
    origins: int = 8,
    stride: int = 1,
    least: int = 12,
    methods: Sequence[Method] = METHODS,
) -> Learned:
    """Fit every method to n series now and at up to `origins` earlier moments, `stride` apart, and choose.

    `least` points must be left to learn from at the earliest. Nothing later than an origin is used at it, except
    which method each series has: there, the one chosen by the origins that tell of none of the same points, as errors
    of the one chosen by all would be too small. Several hierarchies may be learned at once, which is faster and tells
    more about the methods. Shapes as in `Learned`, in the unit of the series. Cost (origins + 1) times that of the
    fits.
    """
    standing = backs(int(panel.lengths.max(initial=0)), steps, least, origins, stride)
    rolled = rolling(panel, methods, steps, standing)
    usual = usual_error(panel.aligned(), panel.season)
    chosen = partial(
        choose, scale=usual, count=len(methods), shrink=50.0, otherwise=min(OTHERWISE, len(methods) - 1)
    )
    choice = chosen(rolled)
    past = []
    for one in rolled:
        others = [other for other in rolled if abs(other.back - one.back) >= steps]
        past.append(_moment(one.fitted, chosen(others).method, steps, one.actual, one.back))
    nothing = np.full((len(panel), steps), np.nan)
    now = _moment([method.fit(panel) for method in methods], choice.method, steps, nothing, 0)
    return Learned(tuple(method.name for method in methods), choice, now, past, usual, steps)


def _moment(fitted: Sequence[Fitted], method: Ints, steps: int, actual: Floats, back: int) -> Moment:
    rows = np.arange(len(method))
    return Moment(
        np.nan_to_num(np.stack([one.ahead(steps) for one in fitted])[method, rows]),
        np.nan_to_num(np.stack([one.widening(steps) for one in fitted])[method, rows], nan=1.0),
        np.stack([one.errors for one in fitted])[method, rows],
        np.nan_to_num(np.stack([one.spent for one in fitted]))[method, rows],
        actual,
        back,
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where n series that add up, b of them at the bottom, are going; r earlier moments, h steps, m draws.

    - `points`: (n, h) that add up. `plain` and `deviations`: (n, h) deviations as the model says them, and
      widened to hold what they promise. `bottom`: (b, h, m) draws of the bottom series, all others are sums
      of them.
    - `sums`: how they were made to add up; `sums_scores`: the error of each way. `widths`: the record of the
      intervals.
    - `errors`: (r, n, h) past errors, actual minus said, after adding up; `actual` (r, n, h).
    - `carried`: correlation of the error of one step with the next.
    """

    points: Floats
    plain: Floats
    deviations: Floats
    bottom: Floats
    sums: str
    sums_scores: dict[str, float]
    widths: Widths
    errors: Floats
    actual: Floats
    carried: float


def outlook(
    learned: Learned,
    hierarchy: Hierarchy,
    level: Ints,
    *,
    rows: Ints | None = None,
    whole: Floats | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Outlook:
    """Make add up, widen, draw.

    `rows`: which of the learned series, in the order of `hierarchy`; all by default. `level`: (n,) a number for each
    level, whose series are held to one width (see `widths`). Draws: `paths`, not below 0; with `whole` (h, m), draws
    of the sum of everything that are already there, the bottom series are drawn as its parts (`parts_of`). Shapes as
    in `Outlook`. Cost O(n³ + n²·h·m).
    """
    every = np.arange(len(learned.usual)) if rows is None else rows
    past = [_State.of(hierarchy, one.of(every)) for one in learned.past]
    now = _State.of(hierarchy, learned.now.of(every))
    sums, scores = _way(past, level, learned.usual[every])
    shape = (len(past), len(every), learned.steps)
    actual = np.array([one.moment.actual for one in past]).reshape(shape)
    errors = actual - np.array([one.points(sums) for one in past]).reshape(shape)
    ratios = errors / np.array([one.deviations(sums) for one in past]).reshape(shape)
    # A deviation from fewer errors is no measure of others.
    for row, one in enumerate(past):
        ratios[row, np.isfinite(one.moment.errors).sum(axis=1) < FEWEST] = np.nan
    windows = separate([one.back for one in learned.past], learned.steps)
    record, carried = widths(ratios, level, windows=windows), _carried(ratios)
    points, plain = now.points(sums), now.deviations(sums)
    wide = plain * record.factor[:, None]
    own = hierarchy.bottom
    between = now.covariance(sums)[np.ix_(own, own)]
    if whole is None:
        bottom = paths(hierarchy, points, wide, between, carried=carried, draws=draws, seed=seed)
    else:
        bottom = parts_of(whole, points[own], wide[own], between, carried=carried, seed=seed)
    return Outlook(points, plain, wide, bottom, sums, scores, record, errors, actual, carried)


@dataclass(frozen=True, slots=True)
class _State:
    """Forecasts at one moment, and how to make them add up each way."""

    hierarchy: Hierarchy
    moment: Moment
    spread: Floats
    weights: dict[str, Floats]

    @classmethod
    def of(cls, hierarchy: Hierarchy, moment: Moment) -> _State:
        spread = shrunk(moment.errors).matrix
        ways = (bottom_up(hierarchy), least_squares(hierarchy), minimum_trace(hierarchy, spread))
        return cls(hierarchy, moment, spread, dict(zip(SUMS, ways, strict=True)))

    def points(self, sums: str) -> Floats:
        return coherent(self.hierarchy, self.weights[sums], self.moment.base)

    def covariance(self, sums: str) -> Floats:
        together = self.hierarchy.summing @ self.weights[sums]
        return together @ self.spread @ together.T

    def deviations(self, sums: str) -> Floats:
        """(n, h) from the errors before, added up the same way: shrunk correlations would make a sum of what
        goes together look too sure.
        """
        known = np.isfinite(self.moment.errors)
        errors = coherent(self.hierarchy, self.weights[sums], np.where(known, self.moment.errors, 0.0))
        found = np.where(known, errors**2, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        shrunken = np.diag(self.covariance(sums))
        # What never missed, or was never tried, has no measure of its own.
        variances = np.maximum(np.where(found > 1e-9 * shrunken, found, shrunken), 1e-18)
        return np.sqrt(variances * self.moment.flattery)[:, None] * self.moment.widening


def _way(past: Sequence[_State], level: Ints, usual: Floats) -> tuple[str, dict[str, float]]:
    """How to make them add up: minimum trace, unless another erred less by more than twice the standard error
    of the difference over the origins. Mean absolute errors in units of `usual`, each level counting
    alike.
    """
    if not past:
        return SUMS[-1], {}
    by_origin = np.zeros((len(SUMS), len(past)))
    for place, sums in enumerate(SUMS):
        for row, one in enumerate(past):
            off = _mean_known(np.abs(one.moment.actual - one.points(sums)) / usual[:, None])
            by_origin[place, row] = np.nanmean([np.mean(off[level == each]) for each in np.unique(level)])
    means = by_origin.mean(axis=1)
    best = len(SUMS) - 1
    for place in range(len(SUMS) - 1):
        gain = by_origin[-1] - by_origin[place]
        sure = len(past) > 1 and gain.mean() > 2 * gain.std(ddof=1) / len(past) ** 0.5
        if sure and means[place] < means[best]:
            best = place
    return SUMS[best], dict(zip(SUMS, means.tolist(), strict=True))


def _mean_known(table: Floats) -> Floats:
    """(n,) mean of what is known of each row; 0 where nothing is."""
    known = np.isfinite(table)
    return np.where(known, table, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)


def _carried(ratios: Floats) -> float:
    """Correlation of one step's error with the next one's, over all series and origins; 0 to 0.95."""
    if ratios.shape[2] < 2 or not len(ratios):
        return 0.0
    first, second = ratios[:, :, :-1], ratios[:, :, 1:]
    both = np.isfinite(first) & np.isfinite(second)
    square = float((first[both] ** 2).sum() * (second[both] ** 2).sum())
    return min(max(float((first[both] * second[both]).sum()) / square**0.5, 0.0), 0.95) if square > 0 else 0.0
