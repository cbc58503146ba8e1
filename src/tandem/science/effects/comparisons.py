"""Many questions at once: p-values raised so that luck does not answer one of them.

Sources: S. Holm, Scand. J. Statist. 6 (1979), 65–70 (the chance of any false finding stays below the level, whatever
the dependence); Y. Benjamini, Y. Hochberg, J. R. Statist. Soc. B 57 (1995), 289–300 (the share of false findings
does, for independent or positively dependent tests). Assumes p-values that are right one by one. Cost O(k log k).
"""

from __future__ import annotations

import numpy as np

from tandem.science.draws import Floats


def holm(p: Floats) -> Floats:
    """Adjusted p-values (k,): the running maximum of (k − rank + 1)·p in rising order, at most 1.

    `p`: (k,), 0 to 1, in any order. Assumes nothing of dependence. Cost O(k log k).
    """
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(raised, 1)
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p-values (k,): the running minimum of k/rank·p from the largest down.

    `p`: (k,), 0 to 1, in any order. Assumes independence or positive dependence. Cost O(k log k).
    """
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")[::-1]
    lowered = np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(lowered, 1)
    return adjusted
