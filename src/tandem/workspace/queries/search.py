"""Search, ⌘K: records the viewer may see, actions, settings; what one had last when nothing is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.core.money import format_money
from tandem.core.search import Hit, find
from tandem.core.search.folding import fold
from tandem.core.ui.menu import menu_for, new_for
from tandem.customers import queries as customers
from tandem.customers.models import Account, Contact
from tandem.deals import queries as deals
from tandem.deals.models import Deal
from tandem.people.models import Person
from tandem.people.queries import visible_people
from tandem.workspace.links import settings_for

RECENT = 8
LOOKED_AT = 3  # times what is shown, so that open deals come before closed ones
LOOKED_THROUGH = 60  # newest own entries of the logbook in which recent records are looked for
ACTIONS_SHOWN = 6
PAGES = {
    "account": "customers:account",
    "contact": "customers:contact",
    "deal": "deals:deal",
    "person": "people:person",
}
# Words of other programs, and what Tandem calls the same.
SYNONYMS = {
    "deal": "opportunity",
    "goals": "quota target plan",
    "service": "ticket case",
    "customers": "account",
}


@dataclass(frozen=True)
class Result:
    """One row. `pieces`: the title, cut where it matches; `name` makes the picture, `icon` where there is none."""

    url: str
    pieces: Sequence[tuple[str, bool]]
    line: str = ""
    icon: str = ""
    name: str = ""
    kind: str = ""
    key: str = ""


@dataclass(frozen=True)
class Results:
    """Groups of rows in order; `recent` when nothing was typed."""

    groups: Sequence[tuple[str, Sequence[Result]]]
    recent: bool = False

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(len(rows) for _, rows in self.groups)


def search(viewer: Person, text: str, *, limit: int = 12) -> Results:
    """What the viewer may be looking for."""
    words = fold(text).split()
    if not words:
        groups = [("Recent", recent(viewer)), ("Go to", commands(viewer, []))]
        return Results([group for group in groups if group[1]], recent=True)
    most = {"account": customers.most_accounts(viewer), "contact": customers.most_contacts(viewer)}
    hits = find(text, kinds(viewer), limit * LOOKED_AT, most=most)
    groups = [
        ("Records", told(hits, fold(text), limit)),
        ("Actions", commands(viewer, words)[:ACTIONS_SHOWN]),
        ("Settings", settings(viewer, words)),
    ]
    return Results([group for group in groups if group[1]])


def kinds(viewer: Person) -> dict[str, QuerySet[Any] | None]:
    """The rows of each kind the viewer may see; None where they see every one."""
    rows: dict[str, tuple[Any, QuerySet[Any]]] = {
        "account": (Account, customers.accounts(viewer)),
        "contact": (Contact, customers.contacts(viewer)),
        "deal": (Deal, deals.deals(viewer)),
    }
    found: dict[str, QuerySet[Any] | None] = {
        kind: None if model.scope.condition(viewer, model.scope.see, model) is None else seen
        for kind, (model, seen) in rows.items()
    }
    everybody = viewer.role in ("executive", "administrator")
    found["person"] = None if everybody else visible_people(viewer)
    return found


def told(hits: Iterable[Hit], typed: str, limit: int) -> list[Result]:
    """Hits as rows; deals with their stage and amount, closed ones after everything else."""
    found = list(hits)
    lines = _deal_lines([hit.record_id for hit in found if hit.kind == "deal"])
    closed = {pk for pk, line in lines.items() if not line.open}
    rows = sorted(found, key=lambda hit: hit.kind == "deal" and hit.record_id in closed)[:limit]
    return [
        Result(
            reverse(PAGES[hit.kind], args=[hit.record_id]),
            pieces(hit.title, typed),
            _line(lines, hit.record_id) if hit.kind == "deal" else hit.line or hit.kind,
            name=hit.title.split(" · ")[0],
            kind=hit.kind,
        )
        for hit in rows
    ]


def recent(viewer: Person) -> list[Result]:
    """The records the viewer had to do with last, as far as they may still see them."""
    models: Mapping[str, tuple[str, Any]] = {
        "customers.account": ("account", customers.accounts),
        "customers.contact": ("contact", customers.contacts),
        "deals.deal": ("deal", lambda viewer: deals.deals(viewer).select_related("account")),
    }
    entries = Entry.objects.filter(actor=viewer, about__in=models).order_by("-pk")
    newest = list(dict.fromkeys(entries.values_list("about", "about_id")[:LOOKED_THROUGH]))[:RECENT]
    found: dict[tuple[str, int], Any] = {}
    for about, (_, rows) in models.items():
        wanted = [pk for label, pk in newest if label == about]
        if wanted:
            found.update({(about, row.pk): row for row in rows(viewer).filter(pk__in=wanted)})
    lines = _deal_lines([pk for about, pk in newest if about == "deals.deal" and (about, pk) in found])
    return [
        Result(
            reverse(PAGES[models[about][0]], args=[pk]),
            [(found[about, pk].search_title(), False)],
            _line(lines, pk) if about == "deals.deal" else models[about][0],
            name=found[about, pk].search_title().split(" · ")[0],
            kind=models[about][0],
        )
        for about, pk in newest
        if (about, pk) in found
    ]


def commands(viewer: Person, words: Sequence[str]) -> list[Result]:
    """What one can begin and where one can go."""
    rows = [(f"New {item.label.lower()}", item, "") for item in new_for(viewer.role)]
    for group in menu_for(viewer.role):
        rows += [(f"Go to {item.label}", item, f"G {item.key}" if item.key else "") for item in group.items]
    if not words:
        rows = [row for row in rows if row[0].startswith("Go")]
    return [
        Result(item.url, pieces(label, " ".join(words)), icon=item.icon, key=key)
        for label, item, key in rows
        if fits(words, f"{label} {SYNONYMS.get(item.name, '')}")
    ]


def settings(viewer: Person, words: Sequence[str]) -> list[Result]:
    """Pages of Settings."""
    return [
        Result(url, pieces(link.name, " ".join(words)), link.words, icon=link.icon)
        for _, links in settings_for(viewer)
        for link, url in links
        if fits(words, f"{link.name} {link.words} settings")
    ][:4]


def fits(words: Sequence[str], text: str) -> bool:
    """Every typed word begins a word of the text."""
    there = fold(text).split()
    return all(any(other.startswith(word) for other in there) for word in words)


def pieces(title: str, typed: str) -> list[tuple[str, bool]]:
    """The title cut where what was typed stands in it, for the page to mark."""
    at = title.casefold().find(typed) if typed else -1
    if at < 0 or len(title.casefold()) != len(title):
        return [(title, False)]
    end = at + len(typed)
    return [part for part in ((title[:at], False), (title[at:end], True), (title[end:], False)) if part[0]]


@dataclass(frozen=True)
class Line:
    """What stands after a deal's name."""

    words: str
    open: bool


def _deal_lines(ids: Sequence[int]) -> dict[int, Line]:
    if not ids:
        return {}
    rows = Deal.objects.filter(pk__in=ids).values_list("pk", "stage__name", "amount", "currency", "state")
    return {
        pk: Line(
            f"deal, {stage}" + (f", {format_money(amount, currency, 'short')}" if amount is not None else ""),
            state == "open",
        )
        for pk, stage, amount, currency, state in rows
    }


def _line(lines: Mapping[int, Line], pk: int) -> str:
    return lines[pk].words if pk in lines else "deal"
