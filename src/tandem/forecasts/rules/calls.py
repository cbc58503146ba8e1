"""Pure decisions about calls: what deals add up to, how calls roll up, when one is due, when it is stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tandem.core.errors import Refused
from tandem.core.money import format_money

ZERO = Decimal(0)
OPEN_CATEGORIES = ("commit", "best", "pipeline", "omitted")
MOST_CALLED = Decimal(10) ** 13


@dataclass(frozen=True)
class Beneath:
    """What lies beneath a call, in the organization's currency: won in the period, and open deals closing in it.

    `weighted` is the best case by the chances of its stages; `deals` how many open deals there are.
    """

    closed: Decimal = ZERO
    commit: Decimal = ZERO
    best: Decimal = ZERO
    pipeline: Decimal = ZERO
    omitted: Decimal = ZERO
    weighted: Decimal = ZERO
    deals: int = 0

    def __add__(self, other: Beneath) -> Beneath:
        return Beneath(
            self.closed + other.closed,
            self.commit + other.commit,
            self.best + other.best,
            self.pipeline + other.pipeline,
            self.omitted + other.omitted,
            self.weighted + other.weighted,
            self.deals + other.deals,
        )

    @property
    def committed(self) -> Decimal:
        """Closed and commit: what a commit call begins with."""
        return self.closed + self.commit

    @property
    def at_best(self) -> Decimal:
        """Closed, commit and best case."""
        return self.committed + self.best

    @property
    def likely(self) -> Decimal:
        """Closed, commit, and the best case by the chances of its stages, in whole units; never below what is committed
        nor above the best case, as a call must not be either."""
        whole = (self.committed + self.weighted).quantize(Decimal(1))
        return min(max(whole, self.committed), self.at_best)

    def as_json(self) -> dict[str, Any]:
        """For `Call.basis`."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Beneath | None:
        """What was kept with a call; None when nothing was."""
        if "closed" not in kept:
            return None
        values = {f.name: Decimal(kept.get(f.name, 0)) for f in fields(cls) if f.name != "deals"}
        return cls(**values, deals=int(kept.get("deals", 0)))


@dataclass(frozen=True)
class Moved:
    """What changed beneath a call since it was made: by category, and how many deals more or fewer."""

    parts: tuple[tuple[str, Decimal], ...]
    deals: int

    @property
    def amount(self) -> Decimal:
        """The larger of all that rose and all that fell, so that a move between categories counts once."""
        up = sum((change for _, change in self.parts if change > 0), ZERO)
        down = -sum((change for _, change in self.parts if change < 0), ZERO)
        return max(up, down)

    def __bool__(self) -> bool:
        return bool(self.parts or self.deals)


def moved(then: Beneath | None, now: Beneath) -> Moved | None:
    """What moved beneath a call; None when nothing did, or when nobody kept what lay there."""
    if then is None:
        return None
    names = ("closed", *OPEN_CATEGORIES)
    changes = [(name, getattr(now, name) - getattr(then, name)) for name in names]
    found = Moved(tuple((name, change) for name, change in changes if change), now.deals - then.deals)
    return found or None


@dataclass(frozen=True)
class Said:
    """A figure somebody called: most likely, commit, best case, and why."""

    likely: Decimal
    commit: Decimal | None = None
    best: Decimal | None = None
    reason: str = ""


@dataclass
class Node:
    """A person or team in the roll-up. `own`: an officer's or a team's own call, `over`: seat (team id) → override."""

    key: tuple[str, int]
    own: Said | None = None
    over: dict[int, Said] = field(default_factory=dict)
    parts: list[Node] = field(default_factory=list)

    @property
    def is_team(self) -> bool:
        """Whether it has parts of its own rather than a call of one person."""
        return self.key[0] == "team"


@dataclass(frozen=True)
class Rolled:
    """What a node adds up to. `officers`: calls of officers alone; `standing`: as whoever sits above counts it.

    `called` of `asked` officers have handed up. `overridden`: how many figures the seat replaced, by `difference`.
    """

    officers: Decimal
    standing: Decimal
    called: int
    asked: int
    overridden: int = 0
    difference: Decimal = ZERO


def roll_up(node: Node, seat: int | None = None) -> Rolled:
    """Add a node up as seen from `seat`: its override there counts before its own call, that before its parts' sum.

    Nothing beneath is changed: `officers` holds what officers called, whatever anybody above made of it. An officer who
    has not called counts nothing.
    """
    over = node.over.get(seat) if seat is not None else None
    if not node.is_team:
        own = node.own.likely if node.own else ZERO
        standing = over.likely if over else own
        return Rolled(own, standing, int(node.own is not None), 1, int(over is not None), standing - own)
    rolled = [roll_up(part, node.key[1]) for part in node.parts]
    officers = sum((part.officers for part in rolled), ZERO)
    summed = sum((part.standing for part in rolled), ZERO)
    standing = over.likely if over else node.own.likely if node.own else summed
    return Rolled(
        officers,
        standing,
        sum(part.called for part in rolled),
        sum(part.asked for part in rolled),
        sum(_replaced(part, each, node.key[1]) for part, each in zip(node.parts, rolled, strict=True)),
        summed - sum((_without(part, node.key[1]) for part in node.parts), ZERO),
    )


def _replaced(part: Node, rolled: Rolled, seat: int) -> int:
    return int(seat in part.over)


def _without(part: Node, seat: int) -> Decimal:
    """What a part would count without the override of this seat."""
    if seat not in part.over:
        return roll_up(part, seat).standing
    return roll_up(part, None).standing


def check_figures(
    likely: Decimal | None, commit: Decimal | None, best: Decimal | None, closed: Decimal, currency: str
) -> None:
    """A call is at least what is won already (`closed`, in `currency`), and commit ≤ most likely ≤ best case."""
    if likely is None:
        raise Refused("A call says what is most likely.", fields={"likely": "Type a figure."})
    if max(likely, commit or ZERO, best or ZERO) > MOST_CALLED:
        raise Refused("That is more than Tandem can count.", fields={"likely": "At most 10,000 billion."})
    if min(likely, commit or ZERO, best or ZERO) < 0:
        raise Refused("A call is not below 0.", fields={"likely": "At least 0."})
    for name, figure in (("likely", likely), ("commit", commit), ("best", best)):
        if figure is not None and figure < closed:
            won = format_money(closed, currency)
            raise Refused(
                f"{won} is won already, more than you call.",
                remedy=f"Call at least {won}. If a won deal does not hold, reopen it first.",
                fields={name: f"At least {won}, which is won already."},
            )
    if commit is not None and commit > likely:
        raise Refused(
            "You commit to more than you find most likely.",
            remedy="Lower the commit, or raise the most likely figure.",
            fields={"commit": "At most the most likely figure."},
        )
    if best is not None and best < likely:
        raise Refused(
            "The best case is below what you find most likely.",
            remedy="Raise the best case, or lower the most likely figure.",
            fields={"best": "At least the most likely figure."},
        )


def check_reason(reason: str) -> None:
    """Whoever is overridden reads why."""
    if not reason.strip():
        raise Refused(
            "Another figure than what was handed up needs a reason.",
            remedy="Say why in a few words; whoever handed it up reads it.",
            fields={"reason": "Say why in a few words."},
        )


def check_running(end_on: date, today: date) -> None:
    """What is over is not forecast any more."""
    if end_on < today:
        raise Refused(
            f"The period ended on {end_on.day} {end_on:%b %Y}, so nothing is called for it any more.",
            remedy="Call the period that runs now.",
        )


@dataclass(frozen=True)
class Deadline:
    """When calls of a week are due. `day` names the week."""

    day: date
    at: datetime
    ask_at: datetime


def deadline_after(now: datetime, weekday: int, at_time: time, ask_hours: int, zone: str) -> Deadline:
    """The next deadline at or after a moment, by the clock of the organization."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    at = datetime.combine(day, at_time, ZoneInfo(zone))
    if at < local:
        day += timedelta(days=7)
        at = datetime.combine(day, at_time, ZoneInfo(zone))
    return Deadline(day, at, at - timedelta(hours=ask_hours))


def deadline_before(now: datetime, weekday: int, at_time: time, ask_hours: int, zone: str) -> Deadline:
    """The last deadline before a moment."""
    return deadline_after(now - timedelta(days=7), weekday, at_time, ask_hours, zone)


def week_of(start: date, end: date, today: date) -> tuple[int, int]:
    """(which week of the period it is, of how many), of seven days from its first one, the last a little longer."""
    weeks = max(round(((end - start).days + 1) / 7), 1)
    return min(max((today - start).days // 7 + 1, 1), weeks), weeks


def total(parts: Iterable[Beneath]) -> Beneath:
    """The sum of several."""
    found = Beneath()
    for part in parts:
        found = found + part
    return found


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
