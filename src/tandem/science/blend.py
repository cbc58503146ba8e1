"""Weights for a split by history, open pipeline, capacity, evenly, or a blend of them.

Each part is first expressed relative to the average person who has it: rᵢ = valueᵢ / mean(value), so that
1 is an average person in every part. A person's weight is the mean of their parts, weighted with the
coefficients: wᵢ = Σ cₚ·rₚᵢ / Σ cₚ over the parts that this person has. Where a part is missing (no history
yet), its coefficient goes to that person's other parts; whoever has no part at all counts as average, and
the explanation says so.

With nothing missing, whole·rᵢ/Σr is exactly what the person would get if that part alone decided, and the
blended amount is the weighted mean of these amounts. Assumes that a person's share is proportional to
each part.

Source: a linear opinion pool over the parts (M. Stone, "The opinion pool", Ann. Math. Statist. 32, 1961). Cost
O(parts × people).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Part:
    """One basis: n values ≥ 0 in any unit, None where a person has none; a negative value counts as 0."""

    name: str
    coefficient: float
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Blend:
    """`weights`: n numbers ≥ 0, 1 being average, `total`: their exact sum; `relative`: per part n numbers, None where
    missing.
    """

    parts: tuple[Part, ...]
    relative: tuple[tuple[float | None, ...], ...]
    weights: tuple[float, ...]
    total: Fraction


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of "Why this number": what the part alone would give. `coefficient` is the share it really
    has.
    """

    name: str
    coefficient: float
    value: float | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts in money and the blended amount; `assumed`: has no part and counts as average."""

    reasons: tuple[Reason, ...]
    amount: Decimal
    assumed: bool


def blend(parts: Sequence[Part]) -> Blend:
    """Blend the parts into one weight per person.

    Parts of the same length n; coefficients ≥ 0, at least one positive (their sum does not matter). A part in which
    nobody has anything counts as missing for all. ValueError otherwise. Formula above; the result has one weight for
    each of the n people. Cost O(parts × n).
    """
    if any(part.coefficient < 0 for part in parts) or not any(part.coefficient for part in parts):
        raise ValueError("A blend needs a part with a positive coefficient and none with a negative one.")
    if len({len(part.values) for part in parts}) > 1:
        raise ValueError("The parts of a blend are about the same people.")
    relative = tuple(_relative(part.values) for part in parts)
    weights = []
    for person in zip(*relative, strict=True):
        shares = _coefficients(parts, person)
        mean = sum(share * (value or 0) for share, value in zip(shares, person, strict=True))
        weights.append(mean if any(shares) else 1.0)
    return Blend(tuple(parts), relative, tuple(weights), sum(map(Fraction, weights), Fraction(0)))


def scaled(blended: Blend, shares: Sequence[float]) -> Blend:
    """The same blend for people of whom only a share counts: n numbers, 0 to 1, such as the part of a period present.

    Every part of a person is scaled alike, so that the blended amount stays the mean of what the parts give. wᵢ and
    rᵢ become wᵢ·shareᵢ and rᵢ·shareᵢ. Cost O(parts × n).
    """
    relative = tuple(
        tuple(None if value is None else value * share for value, share in zip(row, shares, strict=True))
        for row in blended.relative
    )
    weights = tuple(weight * share for weight, share in zip(blended.weights, shares, strict=True))
    return Blend(blended.parts, relative, weights, sum(map(Fraction, weights), Fraction(0)))


def explain(blended: Blend, person: int, whole: Decimal, *, digits: int) -> Explanation:
    """What each part alone, and the blend, give to one person, before floors, ceilings and locks.

    - `person`: index. `whole`: what all n people share, `digits` after the mark in the amounts returned.
    - Cost O(parts), so that all n people are explained in O(parts × n).
    """
    total = blended.total
    unit = Decimal(1).scaleb(-digits)

    share, of = (Fraction(whole) / total if total else Fraction(whole)).as_integer_ratio()

    def money(value: float) -> Decimal:
        above, below = value.as_integer_ratio() if total else (1, len(blended.weights))
        return (Decimal(share * above) / Decimal(of * below)).quantize(unit, ROUND_HALF_EVEN)

    values = tuple(row[person] for row in blended.relative)
    shares = _coefficients(blended.parts, values)
    reasons = tuple(
        Reason(part.name, share, part.values[person], None if value is None else money(value))
        for part, share, value in zip(blended.parts, shares, values, strict=True)
        if part.coefficient
    )
    return Explanation(reasons, money(blended.weights[person]), assumed=not any(shares))


def history(results: Sequence[Sequence[float | None]]) -> tuple[float | None, ...]:
    """Mean result per person over past periods: n rows of results, None where they were not there yet.

    Results in any one unit, the n means in the same. Cost O(all results).
    """
    means = []
    for row in results:
        known = [result for result in row if result is not None]
        means.append(sum(known) / len(known) if known else None)
    return tuple(means)


def even(people: int) -> tuple[float, ...]:
    """The same for everybody. `people`: n; returns n ones. Cost O(n)."""
    return (1.0,) * people


def capacity(
    days: Sequence[float],
    tenure: Sequence[float | None],
    *,
    months: float,
    full_after: float = 6,
    start: float = 0.25,
) -> tuple[float, ...]:
    """Effective working days: days present × mean ramp over the period.

    - `days`: n counts of days present in the period. `tenure`: n months since hiring at its start
      (negative before), None where unknown, which counts as experienced. `months`: length of the period.
    - `full_after`, `start`: see `ramp`.

    Returns n numbers of days. Assumes the ramp of `ramp`, its mean exact by pieces. Cost O(n).
    """
    return tuple(
        present * (1.0 if since is None else _mean_ramp(since, since + months, full_after, start))
        for present, since in zip(days, tenure, strict=True)
    )


def ramp(tenure: float, *, full_after: float = 6, start: float = 0.25) -> float:
    """What a newcomer can carry: `start` at hiring, in a straight line to 1 after `full_after` months.

    `tenure`, `full_after` in months, the result a share of full output: start + (1 − start)·tenure/full_after
    between, 0 before hiring. Cost O(1).
    """
    if tenure < 0:
        return 0.0
    return 1.0 if tenure >= full_after else start + (1 - start) * tenure / full_after


def _mean_ramp(begin: float, end: float, full_after: float, start: float) -> float:
    """Mean of the ramp from `begin` to `end`; exact, as it is straight between these stops."""
    if end <= begin:
        return ramp(begin, full_after=full_after, start=start)
    stops = sorted({begin, end, *(stop for stop in (0.0, full_after) if begin < stop < end)})
    area = 0.0
    for a, b in pairwise(stops):
        area += ramp((a + b) / 2, full_after=full_after, start=start) * (b - a)
    return area / (end - begin)


def _relative(values: Sequence[float | None]) -> tuple[float | None, ...]:
    known = [max(value, 0.0) for value in values if value is not None]
    mean = sum(known) / len(known) if known else 0.0
    return tuple(None if value is None or not mean else max(value, 0.0) / mean for value in values)


def _coefficients(parts: Sequence[Part], values: Sequence[float | None]) -> list[float]:
    """The shares of the parts a person has, adding up to 1; all 0 when they have none."""
    present = [0.0 if value is None else part.coefficient for part, value in zip(parts, values, strict=True)]
    whole = sum(present)
    return [coefficient / whole for coefficient in present] if whole else present
