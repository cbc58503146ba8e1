"""Whole shares of a whole total: the one rounding rule of the product.

Method of the largest remainder (Hamilton): each part gets the whole part of its exact share; the units
left over go, one each, to the largest remainders. Ties go to the earlier part.

Source: M. L. Balinski, H. P. Young, *Fair Representation*, 2nd ed., Brookings 2001, chapters 2 and appendix A.
Assumes finite weights ≥ 0. Cost O(n log n).
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

Weight = int | float | Decimal | Fraction


def whole_weights(weights: Sequence[Weight]) -> list[int]:
    """The same proportions in integers, exactly (a float counts as the binary fraction that it is).

    ValueError for a weight that is negative, infinite or not a number. n weights in, n integers without a common
    divisor out. Cost O(n).
    """
    pairs = []
    for weight in weights:
        try:
            pair = weight.as_integer_ratio()
        except (OverflowError, ValueError) as error:
            raise ValueError("A weight is not a finite number.") from error
        if pair[0] < 0:
            raise ValueError("A weight is negative.")
        pairs.append(pair)
    scale = lcm(*(bottom for _, bottom in pairs))
    whole = [top * (scale // bottom) for top, bottom in pairs]
    common = gcd(*whole) or 1
    return [top // common for top in whole]


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` units in proportion to integer `weights`, exactly.

    - `total`: whole units, negative allowed (the shares are those of the positive total with the sign
      turned).
    - `weights`: n integers ≥ 0. All zero means equal parts. A zero weight beside positive ones gets 0.
    - returns n integers whose sum is `total`; |share − total·w/Σw| < 1 for each; ties go to the earlier part.

    ValueError when there is no part and a total to place. Cost O(n log n), integer arithmetic only.
    """
    if not weights:
        if total:
            raise ValueError("There is no part to give the total to.")
        return []
    if total < 0:
        return [-share for share in apportion(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    shares, remainders = [], []
    for weight in weights:
        share, remainder = divmod(total * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    left = total - sum(shares)
    if left:
        for index in sorted(range(len(weights)), key=lambda i: -remainders[i])[:left]:
            shares[index] += 1
    return shares


def in_steps(shares: Sequence[int], least: Sequence[int], most: Sequence[int | None], step: int) -> list[int]:
    """The same total in round figures: multiples of `step` wherever a share lies freely between its bounds.

    - `shares`: n whole numbers ≥ 0, each between `least` and `most` (None: no bound).
    - returns n whole numbers with the same sum. A share on one of its bounds stays; the others are rounded down to
      a multiple of `step`, whole steps that are left go to those who lost most (largest remainder), and what is less
      than a step goes to the largest of them. Where bounds leave no room for that, the shares come back as they were.

    Each differs from its share by less than two steps. Cost O(n log n).
    """
    free = [
        i
        for i, share in enumerate(shares)
        if least[i] < share and ((top := most[i]) is None or share < top) and share >= step
    ]
    if step <= 1 or not free:
        return list(shares)
    rounded = list(shares)
    for i in free:
        rounded[i] -= shares[i] % step
    steps, rest = divmod(sum(shares) - sum(rounded), step)
    for i in sorted(free, key=lambda i: -(shares[i] % step))[:steps]:
        rounded[i] += step
    rounded[max(free, key=lambda i: shares[i])] += rest
    fits = all(least[i] <= rounded[i] and ((top := most[i]) is None or rounded[i] <= top) for i in free)
    return rounded if fits else list(shares)
