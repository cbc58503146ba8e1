"""Undoing an import: what it created goes, what it changed is put back.

In chunks of one transaction each, through the same acts and into the same logbook as everything else. What a chunk asks
is read at once and its rows are held; what its acts write waits for its end (authority.actions.batch).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError
from django.http import Http404
from django.utils import timezone

from tandem.authority import organization
from tandem.authority.actions import Batch, Change, batch, can_undo, in_turn, record, undo
from tandem.authority.importing.running import VERB, check_may_import, claim, stop
from tandem.authority.models import Entry
from tandem.core import clock
from tandem.core.errors import Refused, TandemError
from tandem.core.imports.engine import Tell, silent
from tandem.core.imports.kinds import kinds
from tandem.core.imports.models import ImportBatch, ImportLine

if TYPE_CHECKING:
    from tandem.people.models import Person

CHUNK = 200
Key = tuple[str, int | None]
"""The label of a model, and the number of a row."""
Takers = Mapping[str, Callable[[Any, Any], None]]


def take_back(held: ImportBatch, *, actor: Person, tell: Tell = silent) -> ImportBatch:
    """Undo a finished or stopped import: what it created goes, what it changed is put back. Rows that somebody
    worked on since are kept, and told as lines with the outcome "kept"."""
    check_may_import(actor, held.kind)
    claim(held, "undoing", ("finished", "stopped"))
    held.put(cursor=0)
    try:
        with organization.kept():
            left = None
            while left is None or 0 < len(pending(held)) < left:
                left = len(pending(held))
                undo_pass(held, actor, tell, last=False)
            undo_pass(held, actor, tell, last=True)
    except BaseException as error:
        stop(held, error, "finished")
        raise
    held.put(state="undone", problem="")
    record(VERB, Change(held, {"undone": held.kind}), actor=actor, at=clock.now())
    return held


def pending(held: ImportBatch) -> list[int]:
    """Lines whose effect is still there, latest first."""
    lines = held.lines.filter(trial=False, undone=False, outcome__in=("created", "changed"))
    return list(lines.order_by("-pk").values_list("pk", flat=True))


def undo_pass(held: ImportBatch, actor: Person, tell: Tell, *, last: bool) -> None:
    """Try each line once. What still hangs on something else waits for the next pass; the last one tells."""
    ids = pending(held)
    takers = {label: taker for kind in kinds().values() for label, taker in kind.take_back.items()}
    for start in range(0, len(ids), CHUNK):
        with in_turn():
            lines = ImportLine.objects.in_bulk(ids[start : start + CHUNK])
            with batch(None) as late:
                Chunk(held, [lines[pk] for pk in ids[start : start + CHUNK]], takers).undo(
                    actor, late, last=last
                )
            done = min(start + CHUNK, len(ids))
            held.put(beat_at=timezone.now(), cursor=held.total * done // len(ids))
        tell(done, len(ids))


class Chunk:
    """Some lines with what undoing them asks: the rows, held until the transaction ends, and their logbook."""

    def __init__(self, held: ImportBatch, lines: list[ImportLine], takers: Takers) -> None:
        self.held, self.lines, self.takers = held, lines, takers
        self.rows: dict[Key, Any] = {}
        self.entries: dict[Key, list[Entry]] = defaultdict(list)
        self.created: set[Key] = set()
        self.taken_back: set[int | None] = set()
        wanted: dict[str, set[int]] = defaultdict(set)
        for line in lines:
            wanted[line.about].add(line.about_id or 0)
        for label, ids in wanted.items():
            self._read(label, ids)

    def _read(self, label: str, ids: Iterable[int]) -> None:
        """Hold the rows first: what the logbook says of them stays true then."""
        model: Any = apps.get_model(label)
        owner = getattr(getattr(model, "scope", None), "owner", "")
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
        for row in rows.select_related(owner) if owner else rows:
            self.rows[label, row.pk] = row
        about: dict[str, Any] = {"about": label, "about_id__in": ids}
        for entry in Entry.objects.filter(**about).order_by("-pk"):
            self.entries[label, entry.about_id].append(entry)
            self.taken_back.add(entry.undoes_id)
        made = self.held.lines.filter(trial=False, outcome="created", **about)
        self.created.update((label, pk) for pk in made.values_list("about_id", flat=True))

    def undo(self, actor: Person, late: Batch, *, last: bool) -> None:
        """Undo each line, all of it or nothing; one that cannot be is told when it is the last try."""
        done = []
        for line in self.lines:
            try:
                with late.row():
                    self.undo_line(line, actor)
            except (TandemError, Http404, IntegrityError) as error:
                self.rows.pop((line.about, line.about_id), None)  # as the act had left it
                if last:
                    keep(line, error)
            else:
                done.append(line.pk)
        ImportLine.objects.filter(pk__in=done).update(undone=True)

    def undo_line(self, line: ImportLine, actor: Person) -> None:
        """Undo what one row of the file did."""
        key = (line.about, line.about_id)
        ours = [entry for entry in self.entries[key] if entry.batch_id == self.held.pk]
        newest = ours[0].pk if ours else 0
        others = (one for one in self.entries[key] if one.batch_id != self.held.pk and one.undoes_id is None)
        if any(entry.pk > newest for entry in others):
            raise Refused("Somebody worked on it since, so it is kept.")
        if line.outcome == "created":
            self.remove(key, ours, actor)
        elif key not in self.created:
            self.put_back(ours, actor)

    def put_back(self, ours: list[Entry], actor: Person) -> None:
        """Take back the changes of the import to one row, the latest first."""
        for entry in ours:
            if entry.pk not in self.taken_back:
                undo(entry, actor=actor)
        self.taken_back.update(entry.pk for entry in ours)

    def remove(self, key: Key, ours: list[Entry], actor: Person) -> None:
        """Take away a row that the import created, by the action its package declares."""
        row = self.rows.get(key)
        if row is None or getattr(row, "deleted_at", None) is not None:
            return
        if ours and can_undo(ours[-1]):
            self.put_back(ours[-1:], actor)
            return
        if key[0] not in self.takers:
            raise Refused("There is no way to take this away.")
        self.takers[key[0]](row, actor)


def keep(line: ImportLine, error: Exception) -> None:
    """Note that a row stays, and why."""
    line.outcome, line.undone = "kept", True
    line.reason = error.sentence if isinstance(error, TandemError) else "Something else depends on it."
    line.save(update_fields=["outcome", "reason", "undone"])


def revive(row: Any, verb: str, actor: Person, at: datetime) -> None:
    """Bring back a row that was deleted by `verb`, because an import names it again."""
    entry = Entry.objects.filter(
        verb=verb, about=row._meta.label_lower, about_id=row.pk, undoes__isnull=True, undone_by__isnull=True
    ).last()
    if entry is None:
        raise Refused("It was deleted here.", remedy="Bring it back, then import it again.")
    undo(entry, actor=actor, at=at)
    row.refresh_from_db()
