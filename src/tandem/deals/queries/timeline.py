"""What happened to a deal, from the logbook, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.core.money import format_money
from tandem.deals.models import Deal, Stage
from tandem.deals.models.deals import CATEGORIES, DEAL_KINDS
from tandem.deals.queries.deals import get_deal
from tandem.people.models import Person

SHOWN = 40
ICONS = {
    "deals.win": "circle-check",
    "deals.lose": "x",
    "deals.move": "arrow-right",
    "deals.reassign": "user",
    "deals.next_step": "calendar",
}
LABELS = {
    "name": "name",
    "account": "account",
    "amount": "amount",
    "expected_close_on": "expected close date",
    "forecast_category": "forecast category",
    "kind": "type",
    "source": "source",
    "next_step": "next step",
    "next_step_on": "date of the next step",
    "currency": "currency",
    "closed_on": "closing day",
}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: who did what when, and what changed."""

    at: datetime
    actor: Person | None
    words: str
    details: Sequence[str]
    icon: str
    undone: bool


@dataclass(frozen=True)
class Timeline:
    """The latest happenings of a deal, latest first."""

    deal: Deal
    happenings: Sequence[Happening]


def timeline(viewer: Person, deal_id: int) -> Timeline:
    """What happened to a deal. Http404 when it is not the viewer's to see."""
    deal = get_deal(viewer, deal_id)
    entries = list(
        Entry.objects.filter(about="deals.deal", about_id=deal.pk)
        .select_related("actor", "undone_by")
        .order_by("-pk")[:SHOWN]
    )
    names = _Names(deal, entries)
    return Timeline(deal, [_happening(entry, names) for entry in entries])


class _Names:
    """Names of the stages and persons that entries speak of, each read once."""

    def __init__(self, deal: Deal, entries: Sequence[Entry]) -> None:
        self.currency = deal.currency
        facts = [entry.facts for entry in entries]
        self.stages = dict(Stage.objects.filter(pk__in=_ids(facts, "stage")).values_list("pk", "name"))
        self.people = dict(Person.objects.filter(pk__in=_ids(facts, "owner")).values_list("pk", "name"))

    def stage(self, pk: Any) -> str:
        return self.stages.get(pk, "")

    def person(self, pk: Any) -> str:
        return self.people.get(pk, "")


def _ids(facts: Sequence[Mapping[str, Any]], name: str) -> set[int]:
    return {pk for one in facts for pk in one.get(name) or () if isinstance(pk, int)}


def _happening(entry: Entry, names: _Names) -> Happening:
    words = events().get(entry.verb, entry.verb)
    if entry.undoes_id:
        words = "took back: " + words
    return Happening(
        at=entry.at,
        actor=entry.actor,
        words=words,
        details=_details(entry, names),
        icon=ICONS.get(entry.verb, "pencil"),
        undone=hasattr(entry, "undone_by"),
    )


def _details(entry: Entry, names: _Names) -> list[str]:
    facts = entry.facts
    found = []
    if "stage" in facts and facts["stage"][0] is not None:
        found.append(f"{names.stage(facts['stage'][0])} → {names.stage(facts['stage'][1])}")
    if "owner" in facts and facts["owner"][0] is not None:
        found.append(f"{names.person(facts['owner'][0])} → {names.person(facts['owner'][1])}")
    opened = entry.verb in ("deals.open", "deals.import")
    for name, label in LABELS.items():
        pair = facts.get(name)
        if not isinstance(pair, list) or (opened and name in ("name", "currency", "account", "kind")):
            continue
        found.append(_changed(name, label, pair, names.currency))
    if isinstance(facts.get("reason"), str):
        found.append(f"“{facts['reason']}”")
    if facts.get("lost_note") and facts["lost_note"][1]:
        found.append(f"“{facts['lost_note'][1]}”")
    return found


def _changed(name: str, label: str, pair: Sequence[Any], currency: str) -> str:
    if name == "account":
        return "account changed"
    before, after = (_said(name, value, currency) for value in pair)
    if not before:
        return f"{label} {after}"
    return f"{label} {before} → {after or 'none'}"


def _said(name: str, value: Any, currency: str) -> str:
    if value in (None, ""):
        return ""
    if name == "amount":
        return format_money(Decimal(str(value)), currency)
    if name.endswith("_on"):
        return f"{date.fromisoformat(value):%a %-d %b %Y}"
    if name == "forecast_category":
        return CATEGORIES.get(value, value)
    if name == "kind":
        return DEAL_KINDS.get(value, value)
    return str(value)
