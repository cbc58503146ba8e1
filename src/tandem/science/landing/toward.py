"""Draws that have the mean which deals and weeks together expect.

For each person a factor is put on the odds of the open deals, and on the number of new ones, so that

    Σ worth·p(odds × f) + scale·new × g = mean

with f = g as far as it lies within `BOUNDS`; beyond, the new deals take the rest, up to `MOST` times as many as
expected. Who opens nothing more, because they leave or are away, gets no new deals. So the single deal keeps its
place among the deals, and the sum is right. Fixed-point steps on log f. Assumes that what both legs together expect
is right in the mean, and errs alike for all deals of a person. Source: own, a proportional adjustment like that of W.
E. Deming, F. F. Stephan, Ann. Math. Statist. 11 (1940), 427–444. Cost O(steps × open deals).
"""

from __future__ import annotations

import numpy as np

from .given import Floats, Ints
from .legs import Legs

STEPS = 12
BOUNDS = (0.4, 2.5)
MOST = 5.0


def toward(mean: Floats, found: Legs, officer: Ints, worth: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """The odds (k, w + 1) and the new deals (p, w) with these means (p,).

    `officer`, `worth`: (k,), `scale`: (p,); means, worths and scales in one unit. Formula above. Cost
    O(STEPS × k + p·w).
    """
    people = len(mean)
    factor = np.ones(people)
    new = found.new.sum(axis=1) * scale
    last = found.odds[:, -2]

    def existing() -> Floats:
        raised = last * factor[officer]
        return np.bincount(officer, weights=worth * raised / (1 + raised), minlength=people).astype(float)

    for _ in range(STEPS):
        now = existing() + factor * new
        step = np.where((now > 0) & (mean > 0), mean / np.maximum(now, 1e-12), 1.0)
        factor = np.clip(factor * step, *BOUNDS)
    left = np.maximum(mean - existing(), 0.0)
    more = np.where(new > 0, left / np.maximum(new, 1e-12), 0.0)
    more = np.minimum(more, MOST)
    return found.odds * factor[officer][:, None], found.new * more[:, None]
