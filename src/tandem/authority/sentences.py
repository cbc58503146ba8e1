"""Entries of the logbook as people read them: "Olga Officer moved this deal · Propose → Negotiate".

The words after the name come from `events` in apps.py; what changed is read from the facts and the model's fields.
A package that knows better registers a renderer, in a module `sentences.py` that is loaded at the start:

    @sentence("deals.win")
    def won(entry: Entry, names: Names) -> Sentence:
        return Sentence("won this deal", icon="trophy")
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import dateformat
from django.utils.dateparse import parse_date, parse_datetime

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.core.money import AmountField, format_money

NOTHING = "nothing"
QUIET = frozenset({"deleted_at", "extra", "version"})
CREATING = ("add", "open", "create")
AT_MOST = 4  # changed fields told in one sentence


@dataclass(frozen=True)
class Sentence:
    """What follows the actor's name, what changed, and how it looks. `quote`: the detail is what somebody said."""

    words: str
    detail: str = ""
    icon: str = "history"
    quote: bool = False


class Names:
    """What rows are called, fetched once for all entries of a page."""

    def __init__(self) -> None:
        self._wanted: dict[Any, set[int]] = defaultdict(set)
        self._found: dict[tuple[Any, int], Any] = {}

    def want(self, model: Any, pk: Any) -> None:
        """Say beforehand which row will be named, so that one query fetches many."""
        if isinstance(pk, int) and (model, pk) not in self._found:
            self._wanted[model].add(pk)

    def row(self, model: Any, pk: Any) -> Any:
        """The row itself, deleted ones too; None when there is none."""
        if pk is None:
            return None
        model = apps.get_model(model) if isinstance(model, str) else model
        self.want(model, pk)
        for wanted, pks in self._wanted.items():
            rows = wanted._base_manager.in_bulk(pks)
            self._found.update({(wanted, one): rows.get(one) for one in pks})
        self._wanted.clear()
        return self._found.get((model, pk))

    def of(self, model: Any, pk: Any) -> str:
        """The name of a row; "" when there is none."""
        row = self.row(model, pk)
        return "" if row is None else str(row)


Renderer = Callable[[Entry, Names], Sentence]
_RENDERERS: dict[str, Renderer] = {}


def sentence(*verbs: str) -> Callable[[Renderer], Renderer]:
    """Register how entries of these verbs are told."""

    def decorate(renderer: Renderer) -> Renderer:
        _RENDERERS.update(dict.fromkeys(verbs, renderer))
        return renderer

    return decorate


def tell(entries: Sequence[Entry]) -> dict[int, Sentence]:
    """A sentence for each entry, by its id. Takes one query for each model whose rows are named."""
    names = Names()
    for entry in entries:
        for field, values in _changes(entry):
            if field.remote_field is not None:
                for value in values:
                    names.want(field.related_model, value)
    return {entry.pk: _RENDERERS.get(entry.verb, plainly)(entry, names) for entry in entries}


def plainly(entry: Entry, names: Names) -> Sentence:
    """The words of the verb, and what changed, from the facts."""
    words = events().get(entry.verb, entry.verb.split(".")[-1].replace("_", " "))
    if entry.undoes_id is not None:
        return Sentence(f"took back: {words}", icon="arrow-back-up")
    if entry.verb.split(".")[-1].startswith(CREATING):
        return Sentence(words)  # the record itself tells what it was made with
    told = [changed(entry, field.name, names) for field, _ in _changes(entry)]
    told += [
        f"{label} {f'{before} → ' if before else ''}{after or NOTHING}"
        for label, before, after in own_changes(entry)
    ]
    told = sorted(part for part in told if part)  # PostgreSQL keeps facts in an order of its own
    more = f" and {len(told) - AT_MOST} more" if len(told) > AT_MOST else ""
    return Sentence(words, "; ".join(told[:AT_MOST]) + more)


def changed(entry: Entry, name: str, names: Names, *, labeled: bool = True) -> str:
    """One changed field in words: "Stage Propose → Negotiate", "City Cologne"; without its label "Cologne"."""
    field = _field(entry, name)
    if field is None:
        return ""
    before, after = (value_text(field, value, entry.facts, names) for value in entry.facts[name])
    said = f"{before} → {after or NOTHING}" if before else after
    return f"{str(field.verbose_name).capitalize()} {said}" if said and labeled else said


def value_text(field: models.Field[Any, Any], value: Any, facts: dict[str, Any], names: Names) -> str:
    """One value of a fact as people write it."""
    if value is None or value == "":
        return ""
    if field.remote_field is not None:
        return names.of(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, AmountField):
        return _amount(value, facts)
    if isinstance(field, models.DateField):
        return day_text(value)
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def own_changes(entry: Entry) -> list[tuple[str, str, str]]:
    """What changed in the organization's own fields: name, before and after, "" for nothing; of a new record all."""
    value = entry.facts.get("extra")
    pair = value if isinstance(value, list) and len(value) == 2 else [{}, value]
    before, after = (one if isinstance(one, dict) else {} for one in pair)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [
        (key.replace("_", " ").capitalize(), *map(_own_text, (before.get(key), after.get(key))))
        for key in keys
    ]


def _own_text(value: Any) -> str:
    """A value as core.fields.values stores it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    try:
        return day_text(date.fromisoformat(value)) if len(value) == 10 else value
    except ValueError:
        return str(value)


def _amount(value: Any, facts: dict[str, Any]) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    currency = facts.get("currency")
    code = currency[-1] if isinstance(currency, list) and currency[-1] else currency
    return format_money(amount, code) if isinstance(code, str) and code else f"{amount.normalize():,f}"


def day_text(value: Any) -> str:
    """A day or moment of a fact as people write it."""
    text = str(value)
    found = (
        value if isinstance(value, date) else parse_date(text) if len(text) <= 10 else parse_datetime(text)
    )
    if found is None:
        return str(value)
    pattern = "j M Y, H:i" if isinstance(found, datetime) else "D j M Y"
    return dateformat.format(found, pattern)


def _changes(entry: Entry) -> list[tuple[Any, list[Any]]]:
    """The facts that are fields of the model, with their values before and after; moments tell nobody anything."""
    found = []
    for name, value in entry.facts.items():
        field = _field(entry, name)
        if field is not None and not isinstance(field, models.DateTimeField):
            found.append((field, value))
    return found


def _field(entry: Entry, name: str) -> Any:
    value = entry.facts.get(name)
    if name in QUIET or not isinstance(value, list) or len(value) != 2:
        return None
    try:
        return apps.get_model(entry.about)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None
