"""Proportional shares between a least and a most: water-filling in whole units.

The exact share of part i is clip(λ·wᵢ, leastᵢ, mostᵢ), with the one λ for which the shares add up to the
total. λ is found by passing the sorted points at which a part leaves its least or meets its most; whole
units follow by the largest remainder. Without bounds this is `rounding.apportion`.

Source: S. Boyd, L. Vandenberghe, *Convex Optimization*, CUP 2004, example 5.2 (water-filling), for the shape of the
solution; the rounding as in `rounding`. Assumes whole units and weights ≥ 0. Cost O(n log n).
"""

from collections.abc import Sequence

from tandem.science.rounding import apportion

# Points are compared as integers with this many binary digits after the mark. A tie broken wrongly moves a
# share by less than a unit, which the last step (whole units within bounds) sets right.
_FINE = 80


def fill(total: int, weights: Sequence[int], least: Sequence[int], most: Sequence[int | None]) -> list[int]:
    """Whole shares of `total`, each within its bounds, in proportion to the weights as far as the bounds
    allow.

    - `total`: units ≥ 0. `weights`, `least`: n integers ≥ 0. `most`: n integers ≥ least, or None for no
      limit.
    - returns n integers, leastᵢ ≤ shareᵢ ≤ mostᵢ, sum = total; ties go to the earlier part.

    Parts of zero weight stay at their least until all others are full; what is left then is shared
    equally among them. When all weights are zero, they count as equal. ValueError when the bounds leave
    no solution. Cost O(n log n).
    """
    if not _possible(total, least, most):
        raise ValueError("No shares within these bounds add up to the total.")
    if not any(weights):
        return _fill(total, [1] * len(weights), least, most)
    full = [w and top for w, top in zip(weights, most, strict=True)]
    if None not in full:
        reach = sum(top if w else low for w, low, top in zip(weights, least, most, strict=True))  # type: ignore[misc]
        if reach < total:
            low = [top if w else low for w, low, top in zip(weights, least, most, strict=True)]
            return _fill(total, [0 if w else 1 for w in weights], low, most)  # type: ignore[arg-type]
    return _fill(total, weights, least, most)


def _possible(total: int, least: Sequence[int], most: Sequence[int | None]) -> bool:
    if any(low < 0 or (top is not None and top < low) for low, top in zip(least, most, strict=True)):
        return False
    return sum(least) <= total and (None in most or total <= sum(top for top in most if top is not None))


def _fill(total: int, weights: Sequence[int], least: Sequence[int], most: Sequence[int | None]) -> list[int]:
    if not any(least) and all(top is None for top in most):
        return apportion(total, weights)
    fixed, active = _level(total, weights, least, most)
    shares, remainders = [], []
    for weight, low, top in zip(weights, least, most, strict=True):
        share, remainder = divmod(fixed * weight, active) if active else (low, 0)
        if share < low:
            share, remainder = low, -1
        if top is not None and share >= top:
            share, remainder = top, -1
        shares.append(share)
        remainders.append(remainder)
    return _settle(total, shares, remainders, least, most)


def _level(
    total: int, weights: Sequence[int], least: Sequence[int], most: Sequence[int | None]
) -> tuple[int, int]:
    """λ as a fraction (units, weight): what is left for the parts between their bounds, and their weight."""
    points = []
    for index, weight in enumerate(weights):
        if weight:
            points.append(((least[index] << _FINE) // weight, 0, index))
            top = most[index]
            if top is not None:
                points.append(((top << _FINE) // weight, 1, index))
    points.sort()
    fixed, active = sum(least), 0
    units, weight_now = 0, 0
    for point, leaves, index in points:
        if active and fixed + (active * point >> _FINE) >= total:
            break
        top = most[index]
        if leaves and top is not None:
            fixed, active = fixed + top, active - weights[index]
        else:
            fixed, active = fixed - least[index], active + weights[index]
        if active:
            units, weight_now = total - fixed, active
    return units, weight_now


def _settle(
    total: int, shares: list[int], remainders: list[int], least: Sequence[int], most: Sequence[int | None]
) -> list[int]:
    """Hand out what the whole parts left over (or take back what they took too much), within the bounds."""
    left = total - sum(shares)
    step = 1 if left > 0 else -1
    order = sorted(range(len(shares)), key=lambda i: -remainders[i] * step)
    while left:
        before = left
        for index in order:
            bound = most[index] if step > 0 else least[index]
            if left and shares[index] != bound:
                shares[index] += step
                left -= step
        if left == before:
            raise ValueError("No shares within these bounds add up to the total.")
    return shares
