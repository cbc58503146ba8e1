"""Why a result differs from the plan: volume, timing, win rate, deal size and mix, in parts that add up.

A period's result so far is a product of what can be named:

    result = deals in play × share of them that closed × share of those that were won × Σ mix_k × size_k

with k the kinds of deals, `mix` the shares of the won deals and `size` their average amounts. The usual result is the
same product of the past periods pooled, and is exactly their mean. The difference between the two is shared among the
five factors by the Shapley value: each factor's part is the mean of what exchanging it changes, over all orders in
which the five can be exchanged (Shapley 1953; for such products Sun 1998). It adds up exactly and depends on no
order. What the plan asks beyond the usual result is the sixth part:

    result − due = (usual − due) + volume + timing + win rate + deal size + mix

Assumes that the past periods are what is usual; whether chance explains a difference is a normal approximation to
Poisson counts, shares and means at 95 %. Source: L. S. Shapley, in Contributions to the Theory of Games II, Princeton
1953, 307–317; J. W. Sun, Energy Economics 20 (1998), 85–100. Cost: 2^5 products.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import combinations
from math import factorial, sqrt

FACTORS = ("volume", "timing", "win_rate", "size", "mix")
Z = 1.96


@dataclass(frozen=True, slots=True)
class Tally:
    """What one period came to until the same day, or several pooled (`periods`).

    `play`: deals in play; `closed`: of them closed; `won` and `amount` by kind; `deviation`: the standard deviation of
    the won amounts.
    """

    play: int
    closed: int
    won: Mapping[str, int]
    amount: Mapping[str, Decimal]
    deviation: float = 0.0
    periods: int = 1

    @property
    def wins(self) -> int:
        """All won deals."""
        return sum(self.won.values())

    @property
    def result(self) -> Decimal:
        """What was booked in a period, on average."""
        return sum(self.amount.values(), Decimal(0)) / self.periods


@dataclass(frozen=True, slots=True)
class Part:
    """One factor: its amount (negative: it costs), what it is and usually is, whether chance explains it."""

    factor: str
    amount: Decimal
    now: float
    usual: float
    chance: bool


def explain(now: Tally, usual: Tally, due: Decimal, *, digits: int) -> tuple[Decimal, list[Part]]:
    """(usual − due, the five parts), in amounts of `digits` after the mark; together exactly result − due.

    ValueError when nothing closed now or nothing was won in the past: then there is nothing to compare. `due` and the
    amounts in one unit, counts and amounts over k kinds. Formula above. Cost: 2^5 products of k terms.
    """
    if not now.closed or not now.wins or not usual.closed or not usual.wins or not usual.periods:
        raise ValueError("A gap is explained from closed and won deals, now and in the past.")
    kinds = sorted({*now.won, *usual.won})
    pair = [_factors(now, kinds, usual), _factors(usual, kinds, now)]
    shares = _shapley(pair[0], pair[1])
    unit = Decimal(1).scaleb(-digits)
    ask = (usual.result - due).quantize(unit, ROUND_HALF_EVEN)
    whole = (now.result - due).quantize(unit, ROUND_HALF_EVEN) - ask
    amounts = _to_units([shares[name] for name in FACTORS], whole, unit)
    notes = _notes(now, usual)
    return ask, [Part(name, amount, *notes[name]) for name, amount in zip(FACTORS, amounts, strict=True)]


Factors = dict[str, tuple[float, ...]]


def _factors(tally: Tally, kinds: Sequence[str], other: Tally) -> Factors:
    """The five factors; a kind that was never won has the other period's size, so that only the mix tells of it."""
    wins = tally.wins
    return {
        "volume": (tally.play / tally.periods,),
        "timing": (tally.closed / tally.play,),
        "win_rate": (wins / tally.closed,),
        "size": tuple(_size(tally, kind) or _size(other, kind) for kind in kinds),
        "mix": tuple(tally.won.get(kind, 0) / wins for kind in kinds),
    }


def _size(tally: Tally, kind: str) -> float:
    count = tally.won.get(kind, 0)
    return float(tally.amount.get(kind, 0)) / count if count else 0.0


def _product(chosen: Mapping[str, tuple[float, ...]]) -> float:
    one = chosen["volume"][0] * chosen["timing"][0] * chosen["win_rate"][0]
    return one * sum(part * size for part, size in zip(chosen["mix"], chosen["size"], strict=True))


def _shapley(now: Factors, usual: Factors) -> dict[str, float]:
    """Each factor's mean marginal change over all orders."""
    count = len(FACTORS)
    value = {
        frozenset(chosen): _product({name: (now if name in chosen else usual)[name] for name in FACTORS})
        for size in range(count + 1)
        for chosen in combinations(FACTORS, size)
    }
    told = {}
    for name in FACTORS:
        others = [one for one in FACTORS if one != name]
        told[name] = sum(
            factorial(size) * factorial(count - size - 1) / factorial(count)
            * (value[frozenset((*chosen, name))] - value[frozenset(chosen)])
            for size in range(count)
            for chosen in combinations(others, size)
        )  # fmt: skip
    return told


def _to_units(values: Sequence[float], whole: Decimal, unit: Decimal) -> list[Decimal]:
    """Values as amounts that add up to `whole`; what rounding leaves goes to the largest."""
    found = [Decimal(value).quantize(unit, ROUND_HALF_EVEN) for value in values]
    largest = max(range(len(found)), key=lambda at: abs(found[at]))
    found[largest] += whole - sum(found, Decimal(0))
    return found


def _notes(now: Tally, usual: Tally) -> dict[str, tuple[float, float, bool]]:
    """What each factor is and usually is, and whether the difference lies within what chance brings (95 %)."""
    play, usual_play = now.play, usual.play / usual.periods
    timing, usual_timing = now.closed / now.play, usual.closed / usual.play
    rate, usual_rate = now.wins / now.closed, usual.wins / usual.closed
    size, usual_size = _mean(now), _mean(usual)
    spread = max(usual.deviation, now.deviation)
    first = max({*now.won, *usual.won}, key=lambda kind: (usual.won.get(kind, 0), kind))
    share, usual_share = now.won.get(first, 0) / now.wins, usual.won.get(first, 0) / usual.wins
    return {
        "volume": (
            play,
            usual_play,
            abs(play - usual_play) <= Z * sqrt(usual_play * (1 + 1 / usual.periods)),
        ),
        "timing": (timing, usual_timing, _same(timing, now.play, usual_timing, usual.play)),
        "win_rate": (rate, usual_rate, _same(rate, now.closed, usual_rate, usual.closed)),
        "size": (
            size,
            usual_size,
            abs(size - usual_size) <= Z * spread * sqrt(1 / now.wins + 1 / usual.wins),
        ),
        "mix": (share, usual_share, _same(share, now.wins, usual_share, usual.wins)),
    }


def _mean(tally: Tally) -> float:
    return float(sum(tally.amount.values(), Decimal(0))) / tally.wins


def _same(one: float, n: int, other: float, m: int) -> bool:
    """Whether two shares differ by no more than chance: the pooled two-proportion test at 95 %."""
    pooled = (one * n + other * m) / (n + m)
    return abs(one - other) <= Z * sqrt(max(pooled * (1 - pooled), 1e-12) * (1 / n + 1 / m))
