"""How long something usually stays, from stays that ended and stays that have not.

Leaving out what is still there would make the usual time too short: the long stays are the ones not ended
yet. The estimate of Kaplan and Meier uses both: S(t) = Π over ended stays tᵢ ≤ t of (1 − endedᵢ / still there at tᵢ).

Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958), 457–481.
Assumes that those still there would leave as the others did. Cost O(n log n).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST = 10
SLOW = 0.8


@dataclass(frozen=True, slots=True)
class Usual:
    """In the unit given (days): half of the stays end within `days`, four in five within `slow`.

    `slow` is None when too many are still there to tell. `ended`, `open`: how many stays of each kind it
    rests on.
    """

    days: float
    slow: float | None
    ended: int
    open: int


def usual_days(
    ended: Sequence[float], still_open: Sequence[float] = (), *, least: int = LEAST
) -> Usual | None:
    """The usual length of a stay, or None when fewer than `least` ended or less than half would have.

    - `ended`: lengths ≥ 0 of stays that ended; `still_open`: how long the others have lasted so far.

    To flag "longer than usual", compare with `slow`, not with `days`: half of all stays are longer than that. Formula
    above; n lengths in one unit, the result in the same. Cost O(n log n).
    """
    if len(ended) < max(least, 1):
        return None
    lengths = np.concatenate([np.asarray(ended, dtype=float), np.asarray(still_open, dtype=float)])
    times, counts = np.unique(np.asarray(ended, dtype=float), return_counts=True)
    there = len(lengths) - np.searchsorted(np.sort(lengths), times, side="left")
    gone = 1 - np.cumprod(1 - counts / there)
    days = _when(times, gone, 0.5)
    return None if days is None else Usual(days, _when(times, gone, SLOW), len(ended), len(still_open))


def _when(times: np.ndarray, gone: np.ndarray, share: float) -> float | None:
    reached = np.flatnonzero(gone >= share - 1e-12)
    return float(times[reached[0]]) if len(reached) else None
