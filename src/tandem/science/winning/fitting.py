"""A model of win chances with its record, or the sentence that nothing tells the cases apart.

Cases are in the order of their decision. The last half is told block by block, each block from what was decided before
it (rolling origin), by every candidate: logistic regression, and boosting from `MANY` outcomes on. The better one by
Brier score is kept; it must beat the base rate known before each block beyond what chance explains, by rank and by
squared error, else nothing is ranked and the base rate is told. It is calibrated (Platt scaling on what was told
earlier) only if that lowers the Brier score of later blocks.

From the first case on there is an answer: the base rate shrunk toward a prior of `PRIOR_RATE` worth `PRIOR_CASES`
cases, and how much of the answer is that prior.

Sources: J. Platt, in *Advances in Large Margin Classifiers*, MIT Press 1999; L. J. Tashman, Int. J. Forecasting 16
(2000), 437–450 (rolling origin). Assumes that cases to come are like those decided lately. Cost: `BLOCKS` + 1 fits of
each candidate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log

import numpy as np

from tandem.science.intervals import Rate, wilson
from tandem.science.winning.additive import Additive
from tandem.science.winning.audit import leaks
from tandem.science.winning.boosting import fit_boosting
from tandem.science.winning.given import Cases, Floats
from tandem.science.winning.logistic import fit_logistic
from tandem.science.winning.scoring import Record, record

MANY = 1000
FEW = 60  # outcomes below which nothing but the base rate is told
BLOCKS = 5
PRIOR_RATE = 0.3
PRIOR_CASES = 10

Fit = Callable[[Cases], Additive]


@dataclass(frozen=True, slots=True)
class WinModel:
    """`model`: the intercept alone where nothing tells the cases apart. `record`: of the held-out cases; None with
    too few.

    `kind`: "prior", "base", "logistic" or "boosting". `rate`: won of all decided, with its interval.
    `rests_on_prior`: the share of the base rate that is prior. `left_out`: column → why. `tried`: candidate → its
    held-out record.
    """

    kind: str
    model: Additive
    rate: Rate
    base: float
    rests_on_prior: float
    record: Record | None = None
    left_out: dict[str, str] = field(default_factory=dict)
    tried: dict[str, Record] = field(default_factory=dict)

    @property
    def ranks(self) -> bool:
        """Whether cases differ by more than chance; if not, all have the base rate."""
        return self.kind in ("logistic", "boosting")


def fit(cases: Cases) -> WinModel:
    """The model of n decided cases in the order of their decision.

    n cases with k columns; chances 0 to 1. Formulas above. Cost: BLOCKS + 1 fits of each candidate.
    """
    count, hits = len(cases.won), int(cases.won.sum())
    rate = wilson(hits, count)
    base = (hits + PRIOR_RATE * PRIOR_CASES) / (count + PRIOR_CASES)
    share = PRIOR_CASES / (count + PRIOR_CASES)
    plain = WinModel(
        "prior" if count < PRIOR_CASES else "base", Additive(log(base / (1 - base))), rate, base, share
    )
    left_out = leaks(cases)
    cases = Cases(cases.columns.without(set(left_out)), cases.won, cases.weight)
    plain = replace(plain, left_out=left_out)
    if count < FEW or not 10 <= hits <= count - 10 or not cases.columns.names:
        return plain
    candidates: dict[str, Fit] = {"logistic": fit_logistic}
    if count >= MANY:
        candidates["boosting"] = fit_boosting
    told = {name: _rolling(cases, make) for name, make in candidates.items()}
    tried = {name: _best(one)[0] for name, one in told.items()}
    best = min(tried, key=lambda name: tried[name].brier)
    if not tried[best].tells:
        return replace(plain, record=tried[best], tried=tried)
    model = candidates[best](cases)
    scale, shift = _best(told[best])[1]
    return WinModel(
        best, replace(model, scale=scale, shift=shift), rate, base, share, tried[best], left_out, tried
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What a candidate said of the held-out cases, block by block."""

    log_odds: Floats
    base: Floats
    won: np.ndarray
    block: np.ndarray


def _rolling(cases: Cases, make: Fit) -> _Told:
    count = len(cases.won)
    edges = np.linspace(count // 2, count, BLOCKS + 1).astype(int)
    parts = []
    for number, (start, end) in enumerate(pairwise(edges.tolist())):
        past, block = cases.take(slice(0, start)), cases.take(slice(start, end))
        hits = int(past.won.sum())
        base = (hits + PRIOR_RATE * PRIOR_CASES) / (start + PRIOR_CASES)
        size = end - start
        known = 0 < hits < start
        odds = make(past).log_odds(block.columns) if known else np.full(size, log(base / (1 - base)))
        parts.append((odds, np.full(size, base), block.won, np.full(size, number)))
    return _Told(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _best(told: _Told) -> tuple[Record, tuple[float, float]]:
    """The record as told, or calibrated where that was better on later blocks; with the calibration to use now."""
    plain = record(_sigmoid(told.log_odds), told.base, told.won)
    later = told.block > 0
    odds = told.log_odds.copy()
    for number in range(1, int(told.block.max(initial=0)) + 1):
        scale, shift = _platt(told.log_odds[told.block < number], told.won[told.block < number])
        rows = told.block == number
        odds[rows] = scale * told.log_odds[rows] + shift
    if not later.any():
        return plain, (1.0, 0.0)
    before = float(np.mean((_sigmoid(told.log_odds[later]) - told.won[later]) ** 2))
    after = float(np.mean((_sigmoid(odds[later]) - told.won[later]) ** 2))
    if after >= before:
        return plain, (1.0, 0.0)
    return record(_sigmoid(odds), told.base, told.won), _platt(told.log_odds, told.won)


def _platt(odds: Floats, won: np.ndarray) -> tuple[float, float]:
    if won.all() or not won.any():
        return 1.0, 0.0
    from sklearn.linear_model import LogisticRegression  # loads slowly; only fitting needs it

    model = LogisticRegression(C=1e4, max_iter=300).fit(odds[:, None], won)
    scale = float(model.coef_[0][0])
    return (scale, float(model.intercept_[0])) if scale > 0 else (1.0, 0.0)


def _sigmoid(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
