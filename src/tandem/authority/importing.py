"""Imports as acts: who may import what, trying out, running, undoing. The machine itself is core.imports."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils import timezone

from tandem.authority import organization
from tandem.authority.actions import Change, batch, can_undo, record, undo
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.core import clock
from tandem.core.errors import NotAllowed, Refused, TandemError
from tandem.core.imports import preparing
from tandem.core.imports.engine import SILENT, Engine
from tandem.core.imports.kinds import ImportKind, kinds
from tandem.core.imports.models import ImportBatch, ImportLine

if TYPE_CHECKING:
    from tandem.people.models import Person

VERB = "authority.import"
UNDO_CHUNK = 200


def kinds_for(person: Person) -> dict[str, ImportKind]:
    """The kinds that a person may import."""
    if not may(person, VERB):
        return {}
    return {name: kind for name, kind in kinds().items() if kind.open is not None and may(person, kind.verb)}


def imports_of(viewer: Person) -> models.QuerySet[ImportBatch]:
    """The imports that a person may see: administrators all, others their own."""
    found = ImportBatch.objects.select_related("actor").order_by("-pk")
    return found if viewer.role == "administrator" else found.filter(actor=viewer)


def check_may_import(person: Person, kind: str) -> None:
    """Raise unless the person may import this kind."""
    if kind not in kinds_for(person):
        raise NotAllowed("Your role does not let you import this.", remedy="Ask an administrator.")


def check_ready(held: ImportBatch) -> None:
    """Raise Refused when something must be said first."""
    lacks = preparing.missing(held)
    if lacks:
        first = next(iter(lacks.values()))
        raise Refused(first, fields=lacks)


def try_out(held: ImportBatch) -> ImportBatch:
    """Do the whole import and keep nothing of it but counts, refusals and questions."""
    check_may_import(held.actor, held.kind)
    check_ready(held)
    claim(held, "trying", ("new", "tried", "stopped"))
    try:
        with organization.kept():
            preparing.observe(held, kinds()[held.kind], clock.today(organization.current().time_zone))
            engine(held, trial=True).try_out()
    except BaseException as error:
        stop(held, error, "new")
        raise
    return held


def run(held: ImportBatch) -> ImportBatch:
    """Import all rows; one that was stopped goes on where it was."""
    check_may_import(held.actor, held.kind)
    check_ready(held)
    if held.state == "stopped" and held.counts.get("linking"):
        claim(held, "linking", ("stopped",))
    elif held.state == "linking":
        claim(held, "linking", ())
    else:
        claim(held, "running", ("new", "tried", "stopped"))
    try:
        with organization.kept():
            if not held.total:
                preparing.observe(held, kinds()[held.kind], clock.today(organization.current().time_zone))
            engine(held, trial=False).run()
    except BaseException as error:
        stop(held, error, "stopped")
        raise
    at = clock.now()
    held.put(state="finished", finished_at=at, cursor=held.total, problem="")
    preparing.remember(held, at)
    record(VERB, Change(held, {"kind": held.kind, "counts": held.counts}), actor=held.actor, at=at)
    return held


def engine(held: ImportBatch, *, trial: bool) -> Engine:
    """The machine for this import."""
    return Engine(held, at=clock.now(), zone=organization.current().time_zone, journal=batch, trial=trial)


def claim(held: ImportBatch, state: str, allowed: tuple[str, ...]) -> None:
    """Take an import to work on it. One process at a time; a silent one has lost it."""
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update().get(pk=held.pk)
        silent = now.beat_at is None or timezone.now() - now.beat_at > SILENT
        if now.state not in allowed and not (now.state == state and silent):
            raise Refused(
                f"This import is {now.get_state_display().lower()}.", remedy="Wait until it is done."
            )
        held.put(state=state, beat_at=timezone.now(), problem="")


def stop(held: ImportBatch, error: BaseException, state: str) -> None:
    """Note why an import stopped; what is in stays in, and it can go on."""
    held.refresh_from_db()
    told = error.sentence if isinstance(error, TandemError) else f"It stopped: {type(error).__name__}."
    if held.state == "linking":
        held.counts = {**held.counts, "linking": True}
    held.put(state=state, problem=told, counts=held.counts)


def take_back(held: ImportBatch, *, actor: Person) -> ImportBatch:
    """Undo a finished or stopped import: what it created goes, what it changed is put back. Rows that somebody
    worked on since are kept, and told as lines with the outcome "kept"."""
    check_may_import(actor, held.kind)
    claim(held, "undoing", ("finished", "stopped"))
    try:
        with organization.kept():
            left = None
            while left is None or 0 < len(pending(held)) < left:
                left = len(pending(held))
                undo_pass(held, actor, last=False)
            undo_pass(held, actor, last=True)
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


def undo_pass(held: ImportBatch, actor: Person, *, last: bool) -> None:
    """Try each line once. What still hangs on something else waits for the next pass; the last one tells."""
    ids = pending(held)
    for start in range(0, len(ids), UNDO_CHUNK):
        with transaction.atomic():
            lines = ImportLine.objects.in_bulk(ids[start : start + UNDO_CHUNK])
            for pk in ids[start : start + UNDO_CHUNK]:
                undo_line(held, lines[pk], actor, last=last)
            held.put(beat_at=timezone.now())


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
