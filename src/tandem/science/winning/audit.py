"""Columns that must not be learned from: they know the outcome, or were written after it.

Two signs: a column that alone tells won from lost almost surely (AUC above `TOO_GOOD`), and a column whose being
filled does (known for one outcome only). Such a column is left out and named; what is told is never silently used.
Source: S. Kaufman, S. Rosset, C. Perlich, "Leakage in data mining", KDD 2011; the two signs are own. Assumes that no
honest column tells that much. Cost O(k·n log n).
"""

from __future__ import annotations

import numpy as np

from tandem.science.winning.given import Cases, Floats
from tandem.science.winning.scoring import auc

TOO_GOOD = 0.95
LEAST = 50


def leaks(cases: Cases) -> dict[str, str]:
    """Column → why it is left out. Fewer than 50 cases show nothing. n cases, k columns. Cost O(k·n log n)."""
    found: dict[str, str] = {}
    if len(cases.won) < LEAST:
        return found
    for name, numbers in cases.columns.numbers.items():
        unknown = np.isnan(numbers)
        if _tells(np.where(unknown, 0.0, numbers), cases, ~unknown):
            found[name] = "it alone tells won from lost almost surely, so it was known only afterward"
        elif _tells(unknown.astype(float), cases):
            found[name] = "it is filled for one outcome and not for the other"
    for name, words in cases.columns.words.items():
        rates = _rates(words, cases)
        if _tells(rates, cases):
            found[name] = "it alone tells won from lost almost surely, so it was known only afterward"
    return found


def _tells(values: Floats, cases: Cases, among: np.ndarray | None = None) -> bool:
    rows = np.ones(len(values), bool) if among is None else among
    if rows.sum() < LEAST:
        return False
    value = auc(values[rows], cases.won[rows])
    return max(value, 1 - value) > TOO_GOOD


def _rates(words: np.ndarray, cases: Cases) -> Floats:
    """The share won of each word among the other half of the cases, so that rare words tell nothing of themselves."""
    half = np.arange(len(words)) % 2 == 0
    told = np.full(len(words), float(cases.won.mean()))
    for mine, other in ((half, ~half), (~half, half)):
        found, codes = np.unique(words[other], return_inverse=True)
        won = np.bincount(codes, weights=cases.won[other])
        count = np.bincount(codes)
        rate = dict(zip(found.tolist(), ((won + 0.5) / (count + 1)).tolist(), strict=True))
        told[mine] = [rate.get(word, float(cases.won.mean())) for word in words[mine].tolist()]
    return told
