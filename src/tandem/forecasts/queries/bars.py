"""The deals of one bar of a waterfall, a page at a time, by key: they add up to the bar."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.core.errors import Refused
from tandem.deals.models import Deal
from tandem.forecasts.queries.waterfall import Waterfall
from tandem.forecasts.rules import State
from tandem.people.models import Person

ZERO = Decimal(0)
LISTED = 200
KEY = re.compile(r"([0-9]{1,30}(?:\.[0-9]{1,6})?)-([0-9]{1,18})")  # what the last one counts, and its number
Line = tuple[int, Decimal]  # deal, what it counts


@dataclass(frozen=True)
class Part:
    """One deal's part in a bar: as it was, as it is. `deal` is None when it is not the viewer's to see any more.

    `chance`: in percent, as told at the beginning, else at the end.
    """

    deal: Deal | None
    owner: Person | None
    before: State | None
    after: State | None
    amount: Decimal
    chance: int | None = None


@dataclass(frozen=True)
class BarPage:
    """Some deals of a bar, the largest first. `before`, `here` and `later` add up to the bar.

    `number`: that of the first one, from 1. `next`, `previous`: the keys of the pages beside it, "" for the first one,
    None where there is none.
    """

    parts: Sequence[Part]
    count: int
    number: int
    before: Decimal
    here: Decimal
    later: Decimal
    next: str | None
    previous: str | None

    @property
    def last(self) -> int:
        """The number of the last one."""
        return self.number + len(self.parts) - 1

    @property
    def whole(self) -> Decimal:
        """What the bar adds up to."""
        return self.before + self.here + self.later


def deals_of(viewer: Person, found: Waterfall, bar: str, after: str = "") -> BarPage:
    """The deals of one bar that come after a key. Three statements. Raises Refused for what is no key."""
    lines = _lines(found, bar)
    begin = bisect_right(lines, _key(after), key=_place) if after else 0
    end = min(begin + LISTED, len(lines))
    before, here, later = (
        sum((amount for _, amount in some), ZERO) for some in (lines[:begin], lines[begin:end], lines[end:])
    )
    page_before = begin - LISTED
    previous = None if not begin else _name(lines[page_before - 1]) if page_before > 0 else ""
    return BarPage(
        _parts(viewer, found, lines[begin:end]), len(lines), begin + 1, before, here, later,
        _name(lines[end - 1]) if end < len(lines) else None, previous,
    )  # fmt: skip


def _lines(found: Waterfall, bar: str) -> list[Line]:
    if bar in ("opening", "closing"):
        view = found.start if bar == "opening" else found.end
        lines = [(deal, view.states[deal].value) for deal in found.inside(view)]
    else:
        lines = list(found.parts.get(bar, ()))
    return sorted(lines, key=_place)


def _place(line: Line) -> tuple[Decimal, int]:
    return -abs(line[1]), line[0]


def _name(line: Line) -> str:
    return f"{abs(line[1]):f}-{line[0]}"


def _key(text: str) -> tuple[Decimal, int]:
    found = KEY.fullmatch(text)
    if found is None:
        raise Refused(
            "The address points to no page of these deals.", code="page",
            remedy="Begin with the first, then send `next` of the page before as `after`.",
            fields={"after": "`next` of the page before."},
        )  # fmt: skip
    return -Decimal(found[1]), int(found[2])


def _parts(viewer: Person, found: Waterfall, lines: Sequence[Line]) -> list[Part]:
    ids = [deal for deal, _ in lines]
    visible = Deal.objects.visible_to(viewer).select_related("account", "owner").in_bulk(ids)
    whose = {deal: found.start.owners.get(deal) or found.end.owners.get(deal) for deal in ids}
    people = Person.objects.in_bulk([pk for pk in whose.values() if pk])
    return [
        Part(
            visible.get(deal),
            people.get(whose[deal] or 0) or (visible[deal].owner if deal in visible else None),
            found.start.states.get(deal),
            found.end.states.get(deal),
            amount,
            found.start.chances.get(deal, found.end.chances.get(deal)),
        )
        for deal, amount in lines
    ]
