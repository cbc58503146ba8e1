"""Imports in the background: small files at once, large ones by a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction

from tandem.authority.importing.running import run, try_out
from tandem.authority.importing.undoing import take_back
from tandem.core import jobs
from tandem.core.imports.models import ImportBatch

if TYPE_CHECKING:
    from tandem.people.models import Person

AT_ONCE = 24 * 1024
"""The size of a file, in bytes, up to which a request may do the work itself."""


def start(what: str, held: ImportBatch, actor: Person) -> None:
    """Begin to try out, run or undo an import. Raises TandemError when a small one is refused as a whole."""
    if held.size <= AT_ONCE:
        WORK[what](held, actor, lambda done, total: None)
        return
    # One transaction: the worker sees the job together with its number on the import, never without.
    with transaction.atomic():
        made = jobs.start(
            f"imports.{what}", asked_by=actor, once=f"import-{held.pk}", batch=held.pk, person=actor.pk
        )
        held.refresh_from_db()  # where the work was done at once, it wrote what it found
        held.put(options={**held.options, "job": made.pk})


def begin_trial(held: ImportBatch, actor: Person, tell: Any) -> None:
    """Try an import out."""
    try_out(held, tell)


def begin_run(held: ImportBatch, actor: Person, tell: Any) -> None:
    """Run an import, or go on with it."""
    run(held, tell)


def begin_undo(held: ImportBatch, actor: Person, tell: Any) -> None:
    """Undo an import."""
    take_back(held, actor=actor, tell=tell)


WORK = {"try": begin_trial, "run": begin_run, "undo": begin_undo}
WORDS = {"try": "Trying out", "run": "Importing", "undo": "Undoing"}


def work(what: str, progress: jobs.Progress, batch: int, person: int) -> dict[str, Any]:
    """Do one of the three, telling the job how far it is."""
    actor: Any = get_user_model()._default_manager.get(pk=person)
    held = ImportBatch.objects.select_related("actor").get(pk=batch)

    def tell(done: int, total: int) -> None:
        progress.begin(total, WORDS[what])
        progress.step(done)

    WORK[what](held, actor, tell)
    return {"sentence": f"{held.file_name}: done."}


@jobs.job("imports.try")
def trial_job(progress: jobs.Progress, *, batch: int, person: int) -> dict[str, Any]:
    """Try an import out in the background."""
    return work("try", progress, batch, person)


@jobs.job("imports.run")
def run_job(progress: jobs.Progress, *, batch: int, person: int) -> dict[str, Any]:
    """Run an import in the background."""
    return work("run", progress, batch, person)


@jobs.job("imports.undo")
def undo_job(progress: jobs.Progress, *, batch: int, person: int) -> dict[str, Any]:
    """Undo an import in the background."""
    return work("undo", progress, batch, person)
