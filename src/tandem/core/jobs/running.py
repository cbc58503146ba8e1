"""Starting, running, watching and cancelling long work.

    @job("customers.tidy")
    def tidy(progress: Progress, *, region: str) -> dict: …        arguments are what JSON can hold
    start("customers.tidy", asked_by=person, region="North")       → Job, at once

A job may be run twice (its worker was killed): write it so that the second run finds done what is done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import get_resolver
from django_tasks import task

from tandem.core import clock
from tandem.core.errors import TandemError
from tandem.core.jobs.models import OVER, Job, JobFile

logger = logging.getLogger(__name__)

Work = Callable[..., dict[str, Any] | None]
JOBS: dict[str, Work] = {}
EVERY = 0.5  # seconds between two signs of progress
DEAD = timedelta(minutes=3)  # without a sign of life a worker counts as killed
KEPT = timedelta(days=7)
PIECE = 1 << 20


class Cancelled(Exception):
    """Somebody asked to stop. Raised inside the job by `progress.step`."""


def job(kind: str) -> Callable[[Work], Work]:
    """Register a function as the work called `kind`: it gets Progress and keyword arguments, returns the result."""

    def decorate(function: Work) -> Work:
        JOBS[kind] = function
        return function

    return decorate


def start(
    kind: str, *, asked_by: Any = None, at: datetime | None = None, once: str = "", **values: Any
) -> Job:
    """Have a job done in the background, as soon as this transaction ends.

    `once`: a key; while a job with it is waiting or running, that one is returned instead.
    """
    values_for_row = {"kind": kind, "asked_by": asked_by, "asked_at": at or clock.now(), "values": values}
    with transaction.atomic():
        if once:
            Job.objects.filter(once=once, state__in=OVER).update(once=None)
            made, new = Job.objects.get_or_create(once=once, defaults=values_for_row)
            if not new:
                return made
        else:
            made = Job.objects.create(**values_for_row)
        run.enqueue(made.pk)
    made.refresh_from_db()
    return made


def visible_job(viewer: Any, job_id: int) -> Job:
    """A job that the viewer asked for; Http404 otherwise."""
    found = Job.objects.filter(pk=job_id, asked_by=viewer).first()
    if found is None:
        raise Http404("There is no such job, or it is not yours to see.")
    return found


def cancel(made: Job) -> None:
    """Ask a job to stop: at once when it still waits, at its next step when it runs."""
    Job.objects.filter(pk=made.pk).exclude(state__in=OVER).update(cancel_requested=True)
    Job.objects.filter(pk=made.pk, state="waiting").update(state="cancelled", finished_at=clock.now())
    made.refresh_from_db()


class Progress:
    """What a job tells while it works."""

    def __init__(self, made: Job) -> None:
        self.job = made
        self._told = 0.0

    def begin(self, total: int | None, words: str = "") -> None:
        """How much there is to do."""
        self.job.total, self.job.words = total, words[:300]
        self._tell(self.job.done)

    def step(self, done: int, words: str = "") -> None:
        """How much is done; writes twice a second at most. Raises Cancelled when somebody asked to stop."""
        if words:
            self.job.words = words[:300]
        self.job.done = done
        if time.monotonic() - self._told >= EVERY:
            self._tell(done)

    def _tell(self, done: int) -> None:
        self._told = time.monotonic()
        Job.objects.filter(pk=self.job.pk).update(
            done=done, total=self.job.total, words=self.job.words, seen_at=clock.now()
        )
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled

    def each(self, things: Iterable[Any], total: int | None, words: str = "") -> Iterator[Any]:
        """Go through things, telling how far it is."""
        self.begin(total, words)
        done = 0
        for done, thing in enumerate(things, start=1):
            yield thing
            self.step(done)
        self.job.done = done

    def keep_file(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keep a file for whoever asked, instead of one kept before."""
        self.job.pieces.all().delete()
        position = 0
        buffer = bytearray()
        for piece in pieces:
            buffer += piece
            while len(buffer) >= PIECE:
                JobFile.objects.create(job=self.job, position=position, data=bytes(buffer[:PIECE]))
                del buffer[:PIECE]
                position += 1
        JobFile.objects.create(job=self.job, position=position, data=bytes(buffer))
        self.job.file_name = name[:120]
        self.job.save(update_fields=["file_name"])


def file_pieces(made: Job) -> Iterator[bytes]:
    """The file of a job, piece by piece."""
    for position in range(made.pieces.count()):
        yield bytes(made.pieces.get(position=position).data)


@task()
def run(job_id: int) -> None:
    """Do a job, unless another worker has it or it is over. Called by the worker."""
    if not _take(job_id):
        return
    made = Job.objects.get(pk=job_id)
    progress = Progress(made)
    try:
        result = work_of(made.kind)(progress, **made.values)
    except Cancelled:
        _finish(made, "cancelled")
    except TandemError as error:
        _finish(made, "failed", error=f"{error.sentence} {error.remedy}".strip())
    except Exception:
        logger.exception("Job %s failed", made)
        _finish(made, "failed", error="Something went wrong on our side. The log of the server says what.")
    else:
        _finish(made, "done", result=result or {})


def work_of(kind: str) -> Work:
    """The function of a kind. Its module is loaded with the addresses, if it was not before."""
    if kind not in JOBS:
        _ = get_resolver().url_patterns
    return JOBS[kind]


def _take(job_id: int) -> bool:
    now = clock.now()
    free = Q(state="waiting") | Q(state="running", seen_at__lt=_too_long_ago(now))
    return bool(Job.objects.filter(free, pk=job_id).update(state="running", seen_at=now))


def _too_long_ago(now: datetime) -> datetime:
    """A sign of life before this moment is too old. On a pretended day the clock goes six times slower."""
    return now - (DEAD / 6 if clock.pretended_day() else DEAD)


def _finish(made: Job, state: str, *, error: str = "", result: dict[str, Any] | None = None) -> None:
    made.state, made.error, made.result = state, error[:500], result or {}
    made.finished_at = clock.now()
    made.once = None
    made.save(update_fields=["state", "error", "result", "finished_at", "once", "done", "total", "words"])


def revive(at: datetime) -> int:
    """Have jobs done again whose worker was killed. Returns how many."""
    dead = list(
        Job.objects.filter(state="running", seen_at__lt=_too_long_ago(at)).values_list("pk", flat=True)
    )
    for job_id in dead:
        run.enqueue(job_id)
    return len(dead)


def sweep(at: datetime) -> int:
    """Forget jobs, and their files, that ended a week ago. Returns how many."""
    old = Job.objects.filter(state__in=OVER, finished_at__lt=at - KEPT)
    return old.delete()[1].get("core.Job", 0)
