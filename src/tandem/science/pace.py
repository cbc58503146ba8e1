"""Where a result stands against its target.

attainment = result / target, never capped · due = target × share of the period's result due by today ·
pace = attainment / that share · gap = result − due. Definitions as the product states them everywhere.

Assumes that `share` is what is usually booked by now (`season`). Source: own. Cost O(1).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from tandem.science.season import DueCurve, PastPeriod, due_curve

__all__ = ["DueCurve", "PastPeriod", "Standing", "due_curve", "standing"]

_RATIO = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Standing:
    """Ratios with four digits (0.6592 is 65.92 %), amounts in the unit of the target.

    - `attainment`: None without a target above 0. `pace`: None also while nothing is due.
    - `due`: where the result should be today. `gap`: result − due, negative when behind. `left`: target
      − result, negative when over.
    """

    attainment: Decimal | None
    pace: Decimal | None
    due: Decimal
    gap: Decimal
    left: Decimal


def standing(result: Decimal, target: Decimal, share: float, *, digits: int) -> Standing:
    """Compare a result with its target when `share` (0 to 1) of the period's result is due; `digits` after the mark.
    Formulas above; `result` and `target` in one unit, halves rounded to even. Cost O(1).
    """
    due_share = Decimal(repr(float(share)))
    due = (target * due_share).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    attainment = result / target if target > 0 else None
    pace = attainment / due_share if attainment is not None and due_share > 0 else None
    return Standing(_ratio(attainment), _ratio(pace), due, result - due, target - result)


def _ratio(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_RATIO, ROUND_HALF_EVEN)
