"""The audit log as people read it: what was done to which record, and every value before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.authority.sentences import Names, day_text, own_changes, value_text
from tandem.core.errors import NotAllowed

if TYPE_CHECKING:
    from tandem.people.models import Person

SIZE = 50
NAMING = ("name", "title", "label", "file_name")
NAMED_AFTER = ("person", "team", "account")  # a target has no name of its own, its person has
DEEPEST = 3  # an agreement is named after its target, that one after its person
LONGEST = 120  # letters of a value that are shown
LEFT_OUT = frozenset({"version", "extra"})


@dataclass(frozen=True)
class AuditFilter:
    """What the audit page was asked for; None means everything."""

    actor: int | None = None
    about: str = ""
    about_id: int | None = None
    verb: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Named:
    """A record: what kind it is, what it is called ("" when it is gone or has no name), where it is shown."""

    kind: str
    name: str
    url: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True)
class Difference:
    """One value that an entry tells: before and after, or only what it says (`before` is None)."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Line:
    """One entry of the logbook in words."""

    entry: Entry
    words: str
    record: Named
    differences: Sequence[Difference]


@dataclass(frozen=True)
class AuditPage:
    """A page of the log, newest first. `further`: the key of the next page. `record`: the one asked for, if any."""

    lines: Sequence[Line] = field(default_factory=tuple)
    further: int | None = None
    record: Named | None = None


def audit(viewer: Person, asked: AuditFilter, *, size: int = SIZE) -> AuditPage:
    """Entries of the logbook, newest first. One statement for them, one for each kind of row that is named."""
    if not may(viewer, "authority.audit"):
        raise NotAllowed("Your role does not read the audit log.", remedy="Ask an administrator.")
    rows: QuerySet[Entry] = Entry.objects.select_related("actor", "owner").order_by("-pk")
    wanted: dict[str, Any] = {
        "actor_id": asked.actor,
        "about": asked.about,
        "about_id": asked.about_id,
        "verb": asked.verb,
        "at__gte": asked.since and _midnight(asked.since),
        "at__lt": asked.until and _midnight(asked.until + timedelta(days=1)),
        "pk__lt": asked.before,
    }
    page = list(rows.filter(**{key: value for key, value in wanted.items() if value})[: size + 1])
    further = page[size - 1].pk if len(page) > size else None
    names = Names()
    lines = _lines(page[:size], names)
    about = asked.about and asked.about_id
    return AuditPage(lines, further, _named(asked.about, asked.about_id, names) if about else None)


def verbs() -> dict[str, list[tuple[str, str]]]:
    """Every verb of the logbook with the words that follow the actor's name, by package, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for verb, words in sorted(events().items(), key=lambda item: (item[0].split(".")[0], item[1])):
        groups.setdefault(verb.split(".")[0].capitalize(), []).append((verb, words))
    return groups


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _lines(entries: Sequence[Entry], names: Names) -> list[Line]:
    for entry in entries:
        for label, pk in _mentioned(entry):
            names.want(label, pk)
    rows = [(entry.about, entry.about_id) for entry in entries]
    for _ in range(DEEPEST):
        rows = [after for about, pk in rows if (after := _after(names.row(_model(about), pk)))]
        for about, pk in rows:
            names.want(_model(about), pk)
    return [
        Line(entry, _words(entry), _named(entry.about, entry.about_id, names), _differences(entry, names))
        for entry in entries
    ]


def _words(entry: Entry) -> str:
    words = events().get(entry.verb, entry.verb.split(".")[-1].replace("_", " "))
    return f"took back: {words}" if entry.undoes_id is not None else words


def _mentioned(entry: Entry) -> Iterable[tuple[Any, Any]]:
    """Every row that the line will name, so that each kind is fetched once."""
    model = _model(entry.about)
    if model is not None:
        yield model, entry.about_id
    for name, value in entry.facts.items():
        column = _column(model, name)
        if column is not None and column.remote_field is not None:
            for one in value if isinstance(value, list) else [value]:
                yield column.related_model, one
        elif (record := _record(value)) is not None:
            yield record


def _named(about: str, pk: int | None, names: Names) -> Named:
    model = _model(about)
    if model is None:
        return Named(about, str(pk or ""), "")
    kind = str(model._meta.verbose_name)
    kind = kind[:1].upper() + kind[1:]
    row = names.row(model, pk)
    if row is None:
        return Named(kind, str(pk or ""), "")
    called = next((str(getattr(row, each)) for each in NAMING if _column(model, each) is not None), "")
    if (after := _after(row)) is not None:
        called = _named(*after, names).name
    deleted = getattr(row, "deleted_at", None) is not None
    url = row.get_absolute_url() if hasattr(row, "get_absolute_url") and not deleted else ""
    return Named(kind, called or str(pk), url)


def _after(row: Any) -> tuple[str, int] | None:
    """The row after which one without a name of its own is named, as label and id."""
    if row is None or any(_column(type(row), name) is not None for name in NAMING):
        return None
    if _model(getattr(row, "about", "")) is not None:
        return row.about, row.about_id
    for name in NAMED_AFTER:
        column = _column(type(row), name)
        if column is not None and (pk := getattr(row, column.attname)) is not None:
            return column.related_model._meta.label_lower, pk  # type: ignore[union-attr]
    return None


def _differences(entry: Entry, names: Names) -> list[Difference]:
    model = _model(entry.about)
    told = [
        _difference(entry, name, value, _column(model, name), names)
        for name, value in entry.facts.items()
        if name not in LEFT_OUT
    ]
    told += [Difference(label, before or None, after) for label, before, after in own_changes(entry)]
    told = [replace(each, after=each.after or "nothing") for each in told if each.before or each.after]
    return sorted(told, key=lambda each: each.label)  # PostgreSQL keeps facts in an order of its own


def _difference(entry: Entry, name: str, value: Any, column: Any, names: Names) -> Difference:
    label = name.replace("_", " ") if column is None else str(column.verbose_name)
    label = label[:1].upper() + label[1:]
    if (record := _record(value)) is not None:
        return Difference(label, None, str(_named(record[0]._meta.label_lower, record[1], names)))
    pair = isinstance(value, list) and len(value) == 2
    both = value if pair else [None, value]
    before, after = (_text(one, entry, column, names) for one in both)
    return Difference(label, before if pair and before else None, after)


def _text(value: Any, entry: Entry, column: Any, names: Names) -> str:
    if column is not None and not isinstance(value, (list, dict)):
        return value_text(column, value, entry.facts, names)
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, dict):
        text = ", ".join(
            f"{key.replace('_', ' ')} {one}" for key, one in value.items() if one not in (None, "")
        )
    elif isinstance(value, list):
        text = ", ".join(str(one) for one in value)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = day_text(value) if isinstance(value, str) and _dated(value) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _dated(text: str) -> bool:
    """Whether a fact is a day or a moment, written as JSON has it."""
    try:
        return (parse_date(text) if len(text) == 10 else parse_datetime(text)) is not None
    except ValueError:
        return False


def _record(value: Any) -> tuple[Any, int] | None:
    """A fact that points to a row: ["deals.deal", 214]."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and type(value[1]) is int:
        model = _model(value[0])
        return None if model is None else (model, value[1])
    return None


def _model(label: Any) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError, AttributeError):
        return None


def _column(model: Any, name: str) -> models.Field[Any, Any] | None:
    """The model's column of that name; None for facts that are none, and for relations the other way."""
    if model is None:
        return None
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if getattr(found, "concrete", False) else None
