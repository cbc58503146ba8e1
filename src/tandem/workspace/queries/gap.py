"""The gap to plan of a team, explained: what the plan asks beyond the usual, volume, timing, win rate, size, mix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from tandem.authority import organization
from tandem.core.counted import counted
from tandem.core.money import digits_of, format_money
from tandem.core.periods import Period
from tandem.deals.models.deals import DEAL_KINDS
from tandem.deals.queries.figures import counts_for
from tandem.deals.queries.gap import Tallies, tallies
from tandem.goals.queries.pace import curve_of
from tandem.people.models import Person
from tandem.science.gap import Part, explain
from tandem.science.pace import standing
from tandem.workspace.queries.choice import Choice, choose
from tandem.workspace.queries.steer import team_target

LEAST_PERIODS = 2
LEAST_WON = 20  # in the past periods together
LEAST_CLOSED = 5  # in this one
NAMES = {
    "ask": "The usual result, less what is due",
    "volume": "Deals in play",
    "timing": "How many of them closed by now",
    "win_rate": "Win rate",
    "size": "Deal size",
    "mix": "Mix of new business, expansion and renewal",
}


@dataclass(frozen=True)
class Line:
    """One part: its amount, and what it is now beside what it usually is. `chance`: chance alone explains it."""

    name: str
    words: str
    amount: Decimal
    chance: bool = False


@dataclass(frozen=True)
class Explained:
    """booked − due, and its lines, which add up to it. `lines` is empty where `missing` says why."""

    booked: Decimal
    due: Decimal
    currency: str
    lines: Sequence[Line]
    missing: str = ""

    @property
    def amount(self) -> Decimal:
        """booked − due; negative when behind."""
        return self.booked - self.due

    @property
    def widest(self) -> Decimal:
        """The largest line without its sign: all bars are drawn to it."""
        return max((abs(line.amount) for line in self.lines), default=Decimal(0))


@dataclass(frozen=True)
class Gap(Explained):
    """The gap of a team in a period."""

    choice: Choice = field(kw_only=True)


def gap_of(viewer: Person, team: str, period: str, *, today: date) -> Gap:
    """Of a team the viewer steers; Http404 for any other."""
    choice = choose(viewer, team, period, today)
    currency = organization.current().currency
    target = team_target(viewer, choice)
    found = tallies(counts_for(choice.ids), choice.period, choice.until)
    booked = found.now.result
    if target is None:
        missing = f"Nobody set a target for {choice.period.label}."
        return Gap(booked, Decimal(0), currency, (), missing, choice=choice)
    share = curve_of(choice.team, "bookings", choice.period).share(choice.until)
    due = standing(booked, target, share, digits=digits_of(currency)).due
    missing = _missing(found)
    lines = () if missing else _lines(found, due, currency)
    return Gap(booked, due, currency, lines, missing, choice=choice)


def gap_of_deals(whose: Q, period: Period, due: Decimal, currency: str, *, until: date) -> Explained:
    """The same of the deals that `whose` limits, next to what was due of them. One statement."""
    found = tallies(whose, period, until)
    missing = _missing(found)
    lines = () if missing else _lines(found, due, currency)
    return Explained(found.now.result, due, currency, lines, missing)


def _missing(found: Tallies) -> str:
    """Why nothing is explained; "" when there is enough to compare with."""
    if found.usual.periods < LEAST_PERIODS or found.usual.wins < LEAST_WON:
        wins, periods = found.usual.wins, found.usual.periods
        return (
            f"{counted(wins, 'deal')} won in {counted(periods, 'past quarter')} {'is' if wins == 1 else 'are'} "
            f"too few to say what is usual: it takes {LEAST_WON} in {LEAST_PERIODS}."
        )
    if found.now.closed < LEAST_CLOSED:
        closed = counted(found.now.closed, "deal")
        return f"{closed} closed so far: too few to explain the gap, shown from {LEAST_CLOSED}."
    if not found.now.wins:
        return "No deal won so far: the gap is explained from the first one on."
    return ""


def _lines(found: Tallies, due: Decimal, currency: str) -> list[Line]:
    ask, parts = explain(found.now, found.usual, due, digits=digits_of(currency))
    usual = format_money(found.usual.result, currency, "short")
    first = Line(NAMES["ask"], f"by now usually {usual}, due {format_money(due, currency, 'short')}", ask)
    return [first, *(Line(NAMES[p.factor], _words(p, found, currency), p.amount, p.chance) for p in parts)]


def _words(part: Part, found: Tallies, currency: str) -> str:
    match part.factor:
        case "volume":
            return f"{part.now:.0f}, usually {part.usual:.0f}"
        case "size":
            now, usual = (format_money(Decimal(round(v)), currency, "short") for v in (part.now, part.usual))
            return f"{now}, usually {usual}"
        case "mix":
            kind = max(found.usual.won, key=lambda one: (found.usual.won[one], one))
            return f"{DEAL_KINDS[kind].lower()} {part.now:.0%}, usually {part.usual:.0%}"
    return f"{part.now:.0%}, usually {part.usual:.0%}"
