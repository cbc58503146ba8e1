"""The one door for every change: `@action`.

An action is called as `win_deal(deal, actor=person, …)`. The door opens a transaction, reads the row again
and locks it, asks `may`, compares the version the actor had read, lets the body do its work, and writes what
happened into the logbook and the search index, all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, models, transaction
from django.http import Http404

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.authority.reach import may, reaches_person
from tandem.core import clock, search
from tandem.core.errors import Busy, Conflict, NotAllowed, Refused
from tandem.core.fields.queries import kept as kept_fields
from tandem.core.numbering import take_ids

if TYPE_CHECKING:
    from tandem.people.models import Person

HELD = ("40001", "40P01", "55P03")  # PostgreSQL: serialization failure, deadlock, lock not available
AT_A_TIME = 500  # how many rows an import inserts with one statement
ACTIONS: dict[str, Callable[..., Any]] = {}
_UNDO: dict[str, Callable[..., Change]] = {}
_batch: ContextVar[Batch | None] = ContextVar("batch", default=None)
_notes: ContextVar[dict[str, Any] | None] = ContextVar("notes", default=None)


@dataclass(frozen=True)
class Change:
    """What an action did: the row it is about, what changed, and what the caller gets (default: the row).

    Empty facts mean that nothing changed, and nothing is logged.
    """

    row: models.Model
    facts: dict[str, Any] = field(default_factory=dict)
    result: Any = None


class Batch:
    """What the acts of an import, or of undoing one, write together, at the end of a chunk of rows.

    `number`: of the import, for the logbook; None for what undoes one.
    `late`: rows that wait for it; `rows`: rows to be found by search; `ids`: numbers taken for rows that wait.
    """

    def __init__(self, number: int | None, *, at_once: bool = False) -> None:
        self.number = number
        self.at_once = at_once
        self.rows: list[models.Model] = []
        self.late: dict[type[models.Model], list[models.Model]] = {}
        self.ids: dict[type[models.Model], list[int]] = {}
        self._written: tuple[Any, Any] | None = None

    @contextmanager
    def row(self) -> Iterator[None]:
        """One row of the import, all or nothing. The acts within need no savepoint of their own."""
        rows, late = len(self.rows), {model: len(held) for model, held in self.late.items()}
        self._written = None
        try:
            with transaction.atomic():
                yield
        except BaseException:
            if self._written is not None:  # in the savepoint, so it is gone: it waits again
                self.late, self.rows = self._written
            del self.rows[rows:]
            for model, held in self.late.items():
                del held[late.get(model, 0) :]
            raise

    def write(self) -> None:
        """Write what was put off."""
        for model, held in self.late.items():
            model._base_manager.bulk_create(held, batch_size=AT_A_TIME)
        latest = {
            (type(row), row.pk): row
            for row in self.rows
            if row.pk is not None and hasattr(row, "search_title")
        }
        search.forget_many(row for row in latest.values() if getattr(row, "deleted_at", None) is not None)
        search.index_many(latest.values())
        self._written = self._written or (self.late, self.rows)
        self.late, self.rows = {}, []

    def next_id(self, model: type[models.Model]) -> int:
        """A number for a row that waits."""
        if not self.ids.get(model):
            self.ids[model] = take_ids(model, AT_A_TIME)[::-1]
        return self.ids[model].pop()


def action(verb: str) -> Callable[[Callable[..., Change]], Callable[..., Any]]:
    """Make a function the act that `verb` names. See the module's docstring for what that entails."""

    def decorate(body: Callable[..., Change]) -> Callable[..., Any]:
        @wraps(body)
        def door(*args: Any, actor: Person, version: int | None = None, **kwargs: Any) -> Any:
            at = kwargs.pop("at", None) or clock.now()
            with nullcontext() if _batch.get() else in_turn():
                if args and isinstance(args[0], models.Model) and args[0].pk is not None:
                    row = _locked(args[0])
                    require(actor, verb, row)
                    same_version(row, version)
                    args = (row, *args[1:])
                else:
                    require_owner(actor, verb, kwargs.get("owner") or actor)
                change = body(*args, actor=actor, at=at, **kwargs)
                record(verb, change, actor=actor, at=at)
            return change.row if change.result is None else change.result

        door.verb = verb  # type: ignore[attr-defined]
        ACTIONS[verb] = door
        return door

    return decorate


def require(actor: Person, verb: str, row: models.Model) -> None:
    """Raise unless the actor may do this: 404 for what they may not see, 403 for what they may not do."""
    if may(actor, verb, row):
        return
    scope = getattr(row, "scope", None)
    if scope is not None and not may(actor, scope.see, row):
        raise Http404(f"There is no such {row._meta.verbose_name}, or it is not yours to see.")
    raise NotAllowed(
        f"Your role does not let you do this to this {row._meta.verbose_name}.",
        remedy="Ask its owner or your manager.",
    )


def require_owner(actor: Person, verb: str, owner: Person) -> None:
    """Raise unless the actor may do this with work that `owner` has or will have."""
    if not reaches_person(actor, verb, owner):
        raise NotAllowed(
            "You cannot do this for a person outside your team."
            if owner != actor
            else "Your role does not let you do this.",
            remedy="Ask your manager or an administrator.",
        )


def record(verb: str, change: Change, *, actor: Person | None, at: Any, undoes: Entry | None = None) -> None:
    """Write a change into the logbook and the search index, in the transaction of the change."""
    if not change.facts:
        return
    scope = getattr(change.row, "scope", None)
    held = _batch.get()
    entry = Entry(
        verb=verb,
        actor=actor,
        at=at,
        about=change.row._meta.label_lower,
        about_id=change.row.pk,
        owner=scope.owner_of(change.row) if scope else None,
        facts={**change.facts, **(_notes.get() or {})},
        batch_id=held.number if held else None,
        undoes=undoes,
    )
    insert([entry])
    if held:
        held.rows.append(change.row)
    else:
        search.index(change.row)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model that the act does not read again; within an import at the end of the chunk."""
    held = _batch.get()
    if held is not None and not held.at_once and rows:
        held.late.setdefault(type(rows[0]), []).extend(rows)
    elif len(rows) == 1:
        rows[0].save(force_insert=True)
    elif rows:
        type(rows[0])._base_manager.bulk_create(rows)


def insert_numbered(row: models.Model) -> None:
    """Insert a row that others of the act refer to; within an import it has its number at once."""
    held = _batch.get()
    if held is not None and not held.at_once:
        row.pk = held.next_id(type(row))
    insert([row])


def write_late() -> None:
    """Within an import: insert now what waits for the end of the chunk, because the act reads it."""
    held = _batch.get()
    if held is not None:
        held.write()


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction. Of two that wait for each other's rows the database ends one; its actor hears why (Busy)."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in HELD or "database is locked" in str(error):
            raise Busy from error
        raise


def _locked(row: models.Model) -> models.Model:
    """The row as it is now, held until the transaction ends. Inside a batch the batch holds it."""
    if _batch.get() is not None:
        return row
    model = row._meta.model  # request.user is a lazy stand-in, of another type
    try:
        return model._base_manager.select_for_update().get(pk=row.pk)
    except model.DoesNotExist as error:  # type: ignore[attr-defined]
        raise Http404(f"There is no such {row._meta.verbose_name} any more.") from error


def same_version(row: models.Model, version: int | None) -> None:
    """Refuse (Conflict) when the row is no longer as it was read. `version`: None when the caller does not care."""
    if version is not None and version != getattr(row, "version", version):
        raise Conflict(
            f"Somebody changed this {row._meta.verbose_name} while you were editing it.",
            current=row,
            remedy="Compare both versions, then save yours again or keep theirs.",
        )


@contextmanager
def batch(batch_id: int | None, at_once: bool = False) -> Iterator[Batch]:
    """Mark the entries of an import with its number, so that the batch can be undone as a whole; None undoes one.

    For a chunk of rows in one transaction; each row within `Batch.row()`. What can wait is written when it ends, unless
    `at_once`, which finds the row that the database refuses.
    """
    held = Batch(batch_id, at_once=at_once)
    token = _batch.set(held)
    try:
        with organization.kept(), kept_fields():
            yield held
            held.write()
    finally:
        _batch.reset(token)


@contextmanager
def noting(**facts: Any) -> Iterator[None]:
    """Add facts to the entries written meanwhile, e.g. who asked for it and why."""
    token = _notes.set({**(_notes.get() or {}), **facts})
    try:
        yield
    finally:
        _notes.reset(token)


def undoes(verb: str) -> Callable[[Callable[..., Change]], Callable[..., Change]]:
    """Register how entries of `verb` are undone: a function (row, entry, *, actor, at) -> Change."""

    def decorate(body: Callable[..., Change]) -> Callable[..., Change]:
        _UNDO[verb] = body
        return body

    return decorate


def can_undo(entry: Entry) -> bool:
    """Whether this kind of entry has a way back."""
    return entry.verb in _UNDO and entry.undoes_id is None


def undo(entry: Entry, *, actor: Person, at: Any = None) -> models.Model:
    """Take one logged change back; the logbook keeps both. Refused when somebody built on it since."""
    at = at or clock.now()
    with in_turn():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        if not can_undo(entry):
            raise Refused("This cannot be undone.", remedy="Change the record by hand.")
        if Entry.objects.filter(undoes=entry).exists():
            raise Refused("This was undone already.")
        model = _model(entry.about)
        row = _locked(model._base_manager.get(pk=entry.about_id))
        require(actor, entry.verb, row)
        change = _UNDO[entry.verb](row, entry, actor=actor, at=at)
        record(entry.verb, change, actor=actor, at=at, undoes=entry)
    return change.row


def put_back(row: Any, entry: Entry, *fields: str) -> Change:
    """Set fields back to what they were, unless somebody changed them since. For use in `@undoes`."""
    for name in fields:
        if name not in entry.facts:
            continue
        attribute = row._meta.get_field(name).attname
        before, after = entry.facts[name]
        if row._meta.get_field(name).to_python(after) != getattr(row, attribute):
            raise Refused(
                "Somebody changed this since, so it cannot be undone.", remedy="Change the record by hand."
            )
        setattr(row, attribute, row._meta.get_field(name).to_python(before))
    kept = [name for name in fields if name in entry.facts]
    row.save_changes(*kept)
    return Change(row, {name: entry.facts[name][::-1] for name in kept})


def _model(label: str) -> type[models.Model]:
    from django.apps import apps

    return apps.get_model(label)


def last_entry(actor: Person, row: models.Model) -> int | None:
    """What the actor did last to this row, for the undo button; None when that has no way back."""
    mine = Entry.objects.filter(
        about=row._meta.label_lower, about_id=row.pk, actor=actor, undoes__isnull=True
    )
    entry = mine.order_by("-pk").first()
    return entry.pk if entry is not None and can_undo(entry) else None
