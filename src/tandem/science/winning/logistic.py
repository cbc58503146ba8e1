"""Logistic regression with a ridge penalty: few outcomes, straight effects.

Numbers are standardized and held between their 1st and 99th percentile of the past, so that no extreme case rules;
words seen fewer than `RARE` times share one effect. log p/(1 − p) = a + Σ bⱼ zⱼ, with a Gaussian prior of deviation 1
on each bⱼ (C = 1 in scikit-learn's `LogisticRegression`). Assumes effects that are straight in log-odds. Source: T.
Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed., Springer 2009, section 4.4. Cost
O(n·k) for each of some dozen Newton-like steps.
"""

from __future__ import annotations

import numpy as np

from tandem.science.winning.additive import Additive, Levels, Line, Part
from tandem.science.winning.given import Cases, Floats

RARE = 20


def fit_logistic(cases: Cases) -> Additive:
    """The model of these cases; both outcomes must occur.

    n cases, k columns; log-odds. Formula above. Cost O(n·k) a step.
    """
    from sklearn.linear_model import LogisticRegression  # loads slowly; only fitting needs it

    blocks: list[Floats] = []
    makers = []
    for name, numbers in cases.columns.numbers.items():
        block, made = _number(name, numbers)
        blocks.append(block)
        makers.append(made)
    for name, words in cases.columns.words.items():
        block, made = _words(name, words)
        blocks.append(block)
        makers.append(made)
    design = np.hstack(blocks) if blocks else np.zeros((len(cases.won), 1))
    model = LogisticRegression(C=1.0, max_iter=500)
    model.fit(design, cases.won, sample_weight=cases.weight / cases.weight.mean())
    slopes, parts, at = model.coef_[0], {}, 0
    for block, made in zip(blocks, makers, strict=True):
        name, part = made(slopes[at : at + block.shape[1]])
        parts[name] = part
        at += block.shape[1]
    return centered(Additive(float(model.intercept_[0]), parts), cases)


def centered(model: Additive, cases: Cases) -> Additive:
    """The same model with every function's mean over the cases moved into the intercept.

    n cases, weighted; no log-odds changes. Cost O(n × columns).
    """
    moved, parts = model.intercept, {}
    for name, told in model.contributions(cases.columns).items():
        mean = float(np.average(told, weights=cases.weight))
        moved += mean
        parts[name] = _lowered(model.parts[name], mean)
    return Additive(moved, parts)


def _lowered(part: Part, by: float) -> Part:
    if isinstance(part, Levels):
        return Levels({word: value - by for word, value in part.values.items()}, part.other - by)
    if isinstance(part, Line):
        center = part.center + by / part.slope if part.slope else part.center
        return Line(part.slope, center, part.low, part.high, part.unknown - by)
    return type(part)(part.edges, tuple(value - by for value in part.values), part.unknown - by)


def _number(name: str, numbers: Floats):  # type: ignore[no-untyped-def]
    known = numbers[~np.isnan(numbers)]
    low, high = (float(v) for v in np.quantile(known, (0.01, 0.99))) if len(known) else (0.0, 0.0)
    held = np.clip(numbers, low, high)
    mean = float(np.nanmean(held)) if len(known) else 0.0
    deviation = float(np.nanstd(held)) if len(known) else 0.0
    deviation = deviation or 1.0
    standard = np.where(np.isnan(held), 0.0, (held - mean) / deviation)
    block = np.stack([standard, np.isnan(numbers).astype(float)], axis=1)
    return block, lambda b: (name, Line(float(b[0]) / deviation, mean, low, high, float(b[1])))


def _words(name: str, words: np.ndarray):  # type: ignore[no-untyped-def]
    found, counts = np.unique(words, return_counts=True)
    kept = [str(word) for word, count in zip(found, counts, strict=True) if count >= RARE]
    block = np.stack([words == word for word in kept] + [~np.isin(words, kept)], axis=1).astype(float)
    return block, lambda b: (
        name, Levels(dict(zip(kept, (float(v) for v in b[:-1]), strict=True)), float(b[-1]))
    )  # fmt: skip
