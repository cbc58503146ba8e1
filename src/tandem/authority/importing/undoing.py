"""Undoing an import: what it created goes, what it changed is put back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from tandem.authority import organization
from tandem.authority.actions import Change, can_undo, record, undo
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
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            lines = ImportLine.objects.in_bulk(ids[start : start + CHUNK])
            for pk in ids[start : start + CHUNK]:
                undo_line(held, lines[pk], actor, last=last)
            done = min(start + CHUNK, len(ids))
            held.put(beat_at=timezone.now(), cursor=held.total * done // len(ids))
        tell(done, len(ids))


def undo_line(held: ImportBatch, line: ImportLine, actor: Person, *, last: bool) -> None:
    """Undo what one row of the file did."""
    about: dict[str, Any] = {"about": line.about, "about_id": line.about_id}
    ours = list(Entry.objects.filter(batch_id=held.pk, **about).order_by("-pk"))
    since = Entry.objects.filter(pk__gt=ours[0].pk if ours else 0, undoes__isnull=True, **about)
    try:
        if since.exclude(batch_id=held.pk).exists():
            raise Refused("Somebody worked on it since, so it is kept.")
        with transaction.atomic():
            if line.outcome == "created":
                remove(line, actor)
            elif not held.lines.filter(trial=False, outcome="created", **about).exists():
                put_back(ours, actor)
    except (TandemError, Http404, IntegrityError) as error:
        if last:
            line.outcome, line.undone = "kept", True
            line.reason = (
                error.sentence if isinstance(error, TandemError) else "Something else depends on it."
            )
            line.save(update_fields=["outcome", "reason", "undone"])
        return
    line.undone = True
    line.save(update_fields=["undone"])


def put_back(entries: list[Entry], actor: Person) -> None:
    """Take back the changes of an import to one row, the latest first."""
    for entry in entries:
        if Entry.objects.filter(undoes=entry).exists():
            continue
        undo(entry, actor=actor)


def remove(line: ImportLine, actor: Person) -> None:
    """Take away a row that an import created, by the action its package declares."""
    model: Any = apps.get_model(line.about)
    row = model._base_manager.filter(pk=line.about_id).first()
    if row is None or getattr(row, "deleted_at", None) is not None:
        return
    about: dict[str, Any] = {"about": line.about, "about_id": line.about_id}
    adding = Entry.objects.filter(batch_id=line.batch_id, **about).order_by("pk").first()
    if adding is not None and can_undo(adding):
        undo(adding, actor=actor)
        return
    takers = {label: taker for kind in kinds().values() for label, taker in kind.take_back.items()}
    if line.about not in takers:
        raise Refused("There is no way to take this away.")
    takers[line.about](row, actor)


def revive(row: Any, verb: str, actor: Person, at: datetime) -> None:
    """Bring back a row that was deleted by `verb`, because an import names it again."""
    entry = Entry.objects.filter(
        verb=verb, about=row._meta.label_lower, about_id=row.pk, undoes__isnull=True, undone_by__isnull=True
    ).last()
    if entry is None:
        raise Refused("It was deleted here.", remedy="Bring it back, then import it again.")
    undo(entry, actor=actor, at=at)
    row.refresh_from_db()
