"""Boosted trees that never join two columns: many outcomes, bent effects, reasons still exact.

scikit-learn's histogram boosting with `interaction_cst="no_interactions"`: every tree uses one column, so the sum of
all trees splits into one step function for each column (a generalized additive model). The functions are read off by
moving one column along its values with the others held: exact, for the others cancel. Assumes that columns do not act
on each other. Source: Y. Lou, R. Caruana, J. Gehrke, KDD 2012. Cost O(n·k) for each of `ROUNDS` rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.science.winning.additive import Additive, Levels, Part, Steps
from tandem.science.winning.given import Cases
from tandem.science.winning.logistic import RARE, centered

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

ROUNDS = 120
LEVELS = 200  # different values of a number that are told apart
OTHER = "\x00"


def fit_boosting(cases: Cases) -> Additive:
    """The model of these cases; both outcomes must occur.

    n cases, k columns; log-odds. Cost O(n·k) for each of ROUNDS rounds.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier  # loads slowly; only fitting needs it

    numbers = {name: values for name, values in cases.columns.numbers.items() if _varies(values)}
    words = cases.columns.words
    kept = {name: _kept(values) for name, values in words.items()}
    design = np.column_stack(
        [*numbers.values(), *(_codes(values, kept[name]) for name, values in words.items())]
    )
    model = HistGradientBoostingClassifier(
        learning_rate=0.08, max_iter=ROUNDS, max_leaf_nodes=6, min_samples_leaf=max(20, len(cases.won) // 200),
        l2_regularization=1.0, interaction_cst="no_interactions", early_stopping=False, random_state=0,
        categorical_features=[at >= len(numbers) for at in range(design.shape[1])],
    )  # fmt: skip
    model.fit(design, cases.won, sample_weight=cases.weight / cases.weight.mean())
    rest = np.array([np.nan] * len(numbers) + [0.0] * len(words))
    ground = float(model.decision_function(rest[None, :])[0])
    parts: dict[str, Part] = {}
    for at, (name, values) in enumerate(numbers.items()):
        known = np.unique(values[~np.isnan(values)])
        if len(known) > LEVELS:
            known = np.unique(np.quantile(known, np.linspace(0, 1, LEVELS), method="lower"))
        edges = tuple(float(v) for v in (known[1:] + known[:-1]) / 2)
        told = _along(model, rest, at, known) - ground
        parts[name] = Steps(edges, tuple(float(v) for v in told), 0.0)
    for place, name in enumerate(words):
        at = len(numbers) + place
        codes = np.arange(len(kept[name]) + 1, dtype=float)
        told = _along(model, rest, at, codes) - ground
        parts[name] = Levels(dict(zip(kept[name], (float(v) for v in told[1:]), strict=True)), float(told[0]))
    return centered(Additive(ground, parts), cases)


def _varies(values: np.ndarray) -> bool:
    """Whether a number has two known values at least; one alone tells nothing."""
    known = values[~np.isnan(values)]
    return len(known) > 0 and bool(known.min() < known.max())


def _kept(values: np.ndarray) -> list[str]:
    found, counts = np.unique(values, return_counts=True)
    often = sorted(zip(-counts, found, strict=True))[:250]
    return [str(word) for count, word in often if -count >= RARE]


def _codes(values: np.ndarray, kept: list[str]) -> np.ndarray:
    number = {word: place + 1 for place, word in enumerate(kept)}
    return np.array([number.get(word, 0) for word in values.tolist()], float)


def _along(
    model: HistGradientBoostingClassifier, rest: np.ndarray, at: int, values: np.ndarray
) -> np.ndarray:
    rows = np.repeat(rest[None, :], len(values), axis=0)
    rows[:, at] = values
    return np.asarray(model.decision_function(rows))
