"""By how much each deal's odds to be won differ from the average deal's, from what never changes about it.

The model of win chances is a sum of one function for each column. The simulation of landings knows a deal's stage, its
days in it, its age and its pushes by itself, so only the rest is told here: size, type and source. Each function is
centered on the deals it was learned from, so the lifts of an average pipeline cancel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tandem.deals.models import WinFit
from tandem.science.winning.additive import Additive
from tandem.science.winning.given import Columns


def lifts(
    day: date, amounts: NDArray[np.float64], kinds: Sequence[str], sources: Sequence[str]
) -> NDArray[np.float64]:
    """(n,) log-odds beside the average deal, by the model in force on the day; 0 where nothing ranks deals."""
    fitted = WinFit.objects.filter(as_of__lte=day).first()
    if fitted is None or not fitted.ranks:
        return np.zeros(len(amounts))
    usual = fitted.usual_amount
    known = np.isfinite(amounts) & (amounts > 0) & (usual > 0)
    size = np.log(np.where(known, amounts, 1.0) / (usual or 1.0))
    given = Columns(
        {"size": np.where(known, size, np.nan)},
        {"kind": np.array(kinds, object), "source": np.array(sources, object)},
    )
    told = np.zeros(len(amounts))
    for part in Additive.from_json(fitted.model).contributions(given).values():
        told += part
    return told
