"""From one pipeline to another, exact to the cent: opening + what came − what went ± what changed = closing.

Of each deal two states are known: in the pipeline of the period at the beginning or not, and at the end or not. What it
contributes is one figure under one name, or two that cancel when it came and went in between; so the sum of all figures
is closing − opening whatever the deals did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tandem.core.money import round_to

ZERO = Decimal(0)
Came = Literal["created", "reopened", "came"]
Went = Literal["won", "lost", "away", "removed"]
TERMS = {
    "created": "Created",
    "pulled": "Pulled in",
    "reopened": "Reopened",
    "came": "Taken over",
    "won": "Won",
    "lost": "Lost",
    "pushed": "Pushed out",
    "away": "Given away",
    "removed": "Deleted",
    "changed": "Amount changed",
    "rates": "Exchange rates",
}


@dataclass(frozen=True, slots=True)
class State:
    """An open deal at a moment. `value` is its amount in the organization's currency by the rate of that day."""

    value: Decimal
    amount: Decimal
    currency: str
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class Fall:
    """What one deal contributes under one name."""

    term: str
    amount: Decimal


def fall(
    before: State | None,
    after: State | None,
    start: date,
    end: date,
    *,
    came: Came = "created",
    went: Went = "away",
    closed: tuple[date, Decimal] | None = None,
    rates: Mapping[str, Decimal],
    into: str,
) -> tuple[Fall, ...]:
    """What one deal contributes to the change of a period's pipeline.

    `before`, `after`: open at the beginning and at the end, None where it was not (or not of who counts). `came`:
    why it was not there at the beginning; `went`: why it is not there at the end, with `closed` = (day, value) when it
    was won or lost. `rates`: of the end, into `into`. A deal that was not in the period's pipeline and was won or lost
    in the period contributes to both: it came, and it went.
    """
    was = before is not None and _within(before.closes_on, start, end)
    is_in = after is not None and _within(after.closes_on, start, end)
    if was and is_in:
        assert before is not None
        assert after is not None
        revalued = _valued(before, rates, into)
        return _told(Fall("changed", after.value - revalued), Fall("rates", revalued - before.value))
    if was:
        assert before is not None
        return _told(Fall("pushed" if after is not None else went, -before.value))
    if is_in:
        assert after is not None
        return _told(Fall("pulled" if before is not None else came, after.value))
    if after is None and closed is not None and went in ("won", "lost") and _within(closed[0], start, end):
        value = before.value if before is not None else closed[1]
        return _told(Fall("pulled" if before is not None else came, value), Fall(went, -value))
    return ()


def waterfall(falls: Iterable[Fall]) -> dict[str, Decimal]:
    """Sums by name, in the order of TERMS; 0 where nothing was."""
    sums = dict.fromkeys(TERMS, ZERO)
    for each in falls:
        sums[each.term] += each.amount
    return sums


def _within(day: date | None, start: date, end: date) -> bool:
    return day is not None and start <= day <= end


def _valued(state: State, rates: Mapping[str, Decimal], into: str) -> Decimal:
    """The earlier amount by the later rate; without a rate as it was."""
    if state.currency == into:
        return state.amount
    rate = rates.get(state.currency)
    return state.value if rate is None else round_to(state.amount * rate, into)


def _told(*falls: Fall) -> tuple[Fall, ...]:
    return tuple(each for each in falls if each.amount)
