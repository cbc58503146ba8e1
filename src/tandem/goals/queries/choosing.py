"""Whom a limit across teams can be about: ready choices, and officers found by typing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.rows import Row
from tandem.people.models import Person

A_YEAR = 12  # months in which somebody counts as a newcomer here
WHOLE = 40  # officers that can all be shown to tick
FOUND = 20  # officers shown for what was typed
TITLES = 8  # job titles offered, the most frequent first


@dataclass(frozen=True)
class Ready:
    """Officers who can be chosen at once."""

    key: str
    words: str
    members: frozenset[int]


@dataclass(frozen=True)
class Picking:
    """Officers to tick, those chosen first, but for what was found. `rest`: chosen and not shown."""

    rows: Sequence[Row]
    chosen: frozenset[int]
    rest: Sequence[int]
    ready: Sequence[Ready]
    whole: bool
    typed: str
    missed: int

    @property
    def rest_words(self) -> str:
        """The rows that are chosen and not shown, as a form carries them."""
        return ",".join(map(str, self.rest))


def picking(page: PlanPage, chosen: Collection[int], *, add: str = "", typed: str = "") -> Picking:
    """The officers of the page's plan to choose from. `add`: the ready choice that is added. At most one statement."""
    officers = {row.target.pk: row for row in page.officers}
    titles = dict(Person.objects.filter(targets__in=officers).values_list("pk", "title"))
    ready = _ready(page.officers, titles)
    taken = set(chosen) & officers.keys()
    for each in ready:
        if each.key == add:
            taken |= each.members
    if add == "nobody":
        taken = set()
    if len(officers) <= WHOLE:
        rows = sorted(officers.values(), key=lambda row: row.target.pk not in taken)
        return Picking(rows, frozenset(taken), [], ready, True, typed, 0)
    found = _found(page.officers, titles, typed) if typed else []
    others = [row for row in found if row.target.pk not in taken]
    held = [row for pk, row in officers.items() if pk in taken]
    rest = [row.target.pk for row in held[WHOLE:]]
    rows = [*others[:FOUND], *held[:WHOLE]]
    return Picking(rows, frozenset(taken), rest, ready, False, typed, max(0, len(others) - FOUND))


def _ready(officers: Sequence[Row], titles: dict[int, str]) -> list[Ready]:
    new = [row for row in officers if row.months_here is not None and row.months_here < A_YEAR]
    ramped = [row for row in officers if row.basis.ramped]
    told = [
        Ready("new", "Hired in the last 12 months", _keys(new)),
        Ready("ramp", "Still in ramp", _keys(ramped)),
    ]
    by_title: dict[str, list[Row]] = defaultdict(list)
    for row in officers:
        if title := titles.get(row.target.person_id or 0, "").strip():
            by_title[title].append(row)
    frequent = Counter({title: len(rows) for title, rows in by_title.items()}).most_common(TITLES)
    told += [Ready(f"title {title}", title, _keys(by_title[title])) for title, _ in sorted(frequent)]
    return [each for each in told if each.members]


def _keys(rows: Sequence[Row]) -> frozenset[int]:
    return frozenset(row.target.pk for row in rows)


def _found(officers: Sequence[Row], titles: dict[int, str], typed: str) -> list[Row]:
    """Those whose name, team or job title holds every word that was typed."""
    words = typed.casefold().split()
    told = []
    for row in officers:
        text = (
            f"{row.target.name} {row.target.home.name} {titles.get(row.target.person_id or 0, '')}".casefold()
        )
        if all(word in text for word in words):
            told.append(row)
    return told
