"""Who may import what; trying out and running an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from tandem.authority import organization
from tandem.authority.actions import Change, batch, record
from tandem.authority.configuring import configure
from tandem.authority.models import Organization
from tandem.authority.reach import may
from tandem.core import clock
from tandem.core.errors import NotAllowed, Refused, TandemError
from tandem.core.imports import preparing
from tandem.core.imports.engine import SILENT, Engine, Tell, silent
from tandem.core.imports.kinds import ImportKind, kinds
from tandem.core.imports.models import ImportBatch

if TYPE_CHECKING:
    from tandem.people.models import Person

VERB = "authority.import"


def kinds_for(person: Person) -> dict[str, ImportKind]:
    """The kinds that a person may import."""
    if not may(person, VERB):
        return {}
    return {name: kind for name, kind in kinds().items() if kind.open is not None and may(person, kind.verb)}


def get_import(viewer: Person, pk: int) -> ImportBatch:
    """One import, or Http404."""
    found = imports_of(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such import, or it is not yours to see.")
    return found


def imports_of(viewer: Person) -> models.QuerySet[ImportBatch]:
    """The imports that a person may see: administrators all, others their own."""
    found = ImportBatch.objects.select_related("actor").order_by("-pk")
    return found if viewer.role == "administrator" else found.filter(actor=viewer)


def unfinished(actor: Person, kind: str, digest: str) -> ImportBatch | None:
    """An import of the same file by the same person that was stopped or killed, to go on with. Raises Refused while
    it may still be running."""
    started = ImportBatch.objects.filter(
        actor=actor, digest=digest, state__in=("running", "linking", "stopped")
    )
    found = (started.filter(kind=kind) if kind else started).order_by("-pk").first()
    if found is not None and found.state != "stopped" and not is_silent(found):
        raise Refused(
            "This file is being imported already.",
            remedy=f"If that process was killed, try again in {SILENT.seconds} seconds.",
        )
    return found


def is_silent(held: ImportBatch) -> bool:
    """Whether nobody works on it any more, whatever its state says."""
    return held.beat_at is None or timezone.now() - held.beat_at > SILENT


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


def try_out(held: ImportBatch, tell: Tell = silent) -> ImportBatch:
    """Do the whole import and keep nothing of it but counts, refusals and questions."""
    check_may_import(held.actor, held.kind)
    check_ready(held)
    claim(held, "trying", ("new", "tried"))
    try:
        with organization.kept(Organization(currency=chosen) if (chosen := first_currency(held)) else None):
            preparing.observe(held, kinds()[held.kind], clock.today(organization.current().time_zone))
            engine(held, tell, trial=True).try_out()
    except BaseException as error:
        stop(held, error, "new")
        raise
    return held


def run(held: ImportBatch, tell: Tell = silent) -> ImportBatch:
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
        if currency := first_currency(held):
            configure(actor=held.actor, currency=currency)
        with organization.kept():
            if not held.total:
                preparing.observe(held, kinds()[held.kind], clock.today(organization.current().time_zone))
            engine(held, tell, trial=False).run()
    except BaseException as error:
        stop(held, error, "stopped")
        raise
    at = clock.now()
    held.put(state="finished", finished_at=at, cursor=held.total, problem="")
    preparing.remember(held, at)
    record(VERB, Change(held, {"kind": held.kind, "counts": held.counts}), actor=held.actor, at=at)
    return held


def decides_currency(held: ImportBatch) -> bool:
    """Whether sums will be told in the currency of this import: nobody has set the organization up, and the importer
    may."""
    return not organization.is_set_up() and may(held.actor, "authority.configure")


def first_currency(held: ImportBatch) -> str:
    """The currency that this import decides on; "" when it decides nothing."""
    if not decides_currency(held) or not preparing.shown_currencies(held, kinds()[held.kind]):
        return ""
    return preparing.currency_of(held, kinds()[held.kind]) or preparing.sole_currency(held)


def engine(held: ImportBatch, tell: Tell, *, trial: bool) -> Engine:
    """The machine for this import."""
    return Engine(
        held, at=clock.now(), zone=organization.current().time_zone, journal=batch, tell=tell, trial=trial
    )


def claim(held: ImportBatch, state: str, allowed: tuple[str, ...]) -> None:
    """Take an import to work on it. One process at a time; a silent one has lost it."""
    with transaction.atomic():
        alike = Q(pk=held.pk) | Q(digest=held.digest, kind=held.kind)
        rows = ImportBatch.objects.select_for_update().filter(alike).order_by("pk")
        found = {one.pk: one for one in rows}  # locked in one order: two never wait for each other
        now = found.pop(held.pk)
        others = [one for one in found.values() if one.state in ("running", "linking")]
        if state == "running" and not all(map(is_silent, others)):
            raise Refused("This file is being imported already.", remedy="Wait until that import is done.")
        if now.state not in allowed and not (now.state == state and is_silent(now)):
            raise Refused(
                f"This import is {now.get_state_display().lower()}.", remedy="Wait until it is done."
            )
        held.refresh_from_db(fields=["cursor", "counts", "total"])
        held.put(state=state, beat_at=timezone.now(), problem="")


def stop(held: ImportBatch, error: BaseException, state: str) -> None:
    """Note why an import stopped; what is in stays in, and it can go on."""
    held.refresh_from_db()
    told = error.sentence if isinstance(error, TandemError) else f"It stopped: {type(error).__name__}."
    if held.state == "linking":
        held.counts = {**held.counts, "linking": True}
    held.put(state=state, problem=told, counts=held.counts)
