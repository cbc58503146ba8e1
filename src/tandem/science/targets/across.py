"""What limits that cross the tree cost, in points of chance: the others' mean chance without one, less that with it.

Assumes that the draws stay the same with and without. Source: own, a difference of two answers of `limits`. Cost of
each price: what `limits` takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from tandem.science.breakdown import Node
from tandem.science.targets.ladders import OfDraws
from tandem.science.targets.limits import Limit, shares_within
from tandem.science.targets.quantiles import Floats


def prices_of_limits(
    total: Decimal,
    nodes: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    limits: Sequence[Limit],
    *,
    digits: int,
) -> Floats:
    """The price (k,) of each of k limits in points, with the others in force: of those whom it is not about.

    Mean chance of all other leaves without the limit, less that with it, × 100; 0 where it is about everybody. The
    other arguments as in `within_limits`. Cost: k + 1 times what that takes, without rounding.
    """
    ladder = OfDraws(draws)
    held = shares_within(total, nodes, ladder, rows, limits, digits=digits)
    told = []
    for place, limit in enumerate(limits):
        rest = [*limits[:place], *limits[place + 1 :]]
        free = shares_within(total, nodes, ladder, rows, rest, digits=digits)
        gain = (free - held)[[at for at in range(len(nodes)) if at not in limit.parts]]
        known = gain[~np.isnan(gain)]
        told.append(float(known.mean()) * 100 if known.size else 0.0)
    return np.array(told)
