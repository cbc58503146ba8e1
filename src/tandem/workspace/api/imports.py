"""Imports over the API: upload, see what was recognized, try out, settle, run, undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from tandem.authority import importing
from tandem.authority.actions import require_owner
from tandem.core.api import Body
from tandem.core.errors import Refused
from tandem.core.imports import preparing
from tandem.core.requests import Request
from tandem.people.api import PersonRef
from tandem.workspace.api.common import router
from tandem.workspace.queries import imports as queries

Meaning = Field(
    max_length=300, description="use:NAME, create, blank, or nothing to ask again", examples=["use:GTX Pro"]
)


class OptionsIn(Body):
    """How the file is to be read, where it was not recognized right."""

    kind: str = Field("", max_length=30, description="What it holds", examples=["accounts"])
    encoding: str = Field("", max_length=30, examples=["utf-8"])
    delimiter: str = Field("", max_length=1, examples=[","])
    decimal: Literal["", ".", ","] = ""
    order: Literal["", "dmy", "mdy", "ymd"] = Field("", description="Of day, month and year in dates")
    currency: str = Field("", max_length=3, examples=["EUR"])
    shift: bool = Field(False, description="Shift all dates, so that the data end today")


class ChosenIn(OptionsIn):
    mapping: dict[str, str] = Field(
        default_factory=dict,
        description='Column → field; "" leaves the column out',
        examples=[{"Company name": "name"}],
    )


class AnswerIn(Body):
    field: str = Field(max_length=60, examples=["product"])
    text: str = Field(max_length=500, examples=["GTXPro"])
    meaning: str = Meaning


class AnswersIn(Body):
    answers: list[AnswerIn] = Field(max_length=1000)


class QuestionOut(Schema):
    """A text of the file that refers to nothing known, for all rows that have it."""

    field: str = Field(examples=["product"])
    text: str = Field(examples=["GTXPro"])
    rows: int = Field(examples=[1480])
    proposals: list[str] = Field(examples=[["GTX Pro"]])
    may_create: bool
    answer: str = Field(examples=["use:GTX Pro"])


class RefusalOut(Schema):
    number: int = Field(examples=[17])
    outcome: str = Field(examples=["refused"])
    column: str = Field(examples=["close_date"])
    reason: str = Field(examples=["“soon” is not a date."])


class ImportOut(Schema):
    """An import as it stands."""

    id: int
    kind: str = Field(examples=["accounts"])
    file_name: str = Field(examples=["accounts.csv"])
    state: str = Field(examples=["tried"])
    percent: int = Field(examples=[100])
    problem: str
    actor: PersonRef
    created_at: datetime
    finished_at: datetime | None
    mapping: dict[str, str] = Field(description="Column → field", examples=[{"Company name": "name"}])
    counts: dict[str, int] = Field(examples=[{"created": 85, "changed": 0, "unchanged": 0, "refused": 0}])


class ImportPageOut(ImportOut):
    lacks: dict[str, str] = Field(description="What must be said first: name → sentence", examples=[{}])
    notes: dict[str, int] = Field(examples=[{"without an account": 1425}])
    questions: list[QuestionOut]
    refusals: list[RefusalOut] = Field(description="The 200 first")


@router.get("/imports", response=list[ImportOut], operation_id="list_imports")
def list_imports(request: Request) -> Any:
    """Your imports, the newest first; administrators see everybody's. The 50 first."""
    require_owner(request.user, importing.VERB, request.user)
    return [_told(batch) for batch in queries.recent_imports(request.user)]


@router.post("/imports", response={201: ImportPageOut}, operation_id="upload_import")
def upload_import(request: Request, file: File[UploadedFile], options: Form[OptionsIn]) -> Any:
    """Upload a file. Nothing is imported yet: it is only recognized."""
    require_owner(request.user, importing.VERB, request.user)
    values = options.dict()
    kind = values.pop("kind")
    if kind:
        importing.check_may_import(request.user, kind)
    batch = preparing.begin(
        kind, file.name or "file.csv", file.chunks(), actor=request.user, at=request.now, **values
    )
    return Status(201, _page(request, batch.pk))


@router.get("/imports/{int:import_id}", response=ImportPageOut, operation_id="get_import")
def get_import(request: Request, import_id: int) -> Any:
    """One import: how far it is, what is lacking, what was refused."""
    return _page(request, import_id)


@router.patch("/imports/{int:import_id}", response=ImportPageOut, operation_id="choose_import")
def choose_import(request: Request, import_id: int, body: ChosenIn) -> Any:
    """Correct what was recognized, before the trial."""
    batch = _own(request, import_id)
    values = body.dict(exclude_unset=True)
    columns, kind = values.pop("mapping", {}), values.pop("kind", "")
    if kind:
        importing.check_may_import(request.user, kind)
    preparing.choose(batch, kind=kind, columns=columns, **values)
    return _page(request, import_id)


@router.post("/imports/{int:import_id}/try", response=ImportPageOut, operation_id="try_import")
def try_import(request: Request, import_id: int) -> Any:
    """Dry run: do the whole import and keep nothing of it but counts, refusals and questions."""
    return _started(request, "try", import_id)


@router.post("/imports/{int:import_id}/settle", response=ImportPageOut, operation_id="settle_import")
def settle_import(request: Request, import_id: int, body: AnswersIn) -> Any:
    """Say what unknown texts mean, for all rows that have them; then try it again."""
    batch = _own(request, import_id)
    for given in body.answers:
        preparing.answer(batch, given.field, given.text, given.meaning)
    batch.save(update_fields=["answers"])
    return _page(request, import_id)


@router.post("/imports/{int:import_id}/run", response=ImportPageOut, operation_id="run_import")
def run_import(request: Request, import_id: int) -> Any:
    """Import, or go on where it stopped. Large files are worked on in the background: read it again."""
    return _started(request, "run", import_id)


@router.post("/imports/{int:import_id}/undo", response=ImportPageOut, operation_id="undo_import")
def undo_import(request: Request, import_id: int) -> Any:
    """Undo an import: what it created goes, what it changed is put back."""
    return _started(request, "undo", import_id)


@router.delete("/imports/{int:import_id}", response={204: None}, operation_id="delete_import")
def delete_import(request: Request, import_id: int) -> Any:
    """Remove an upload that was never run."""
    batch = _own(request, import_id)
    if batch.state not in ("new", "tried"):
        raise Refused("This import was run, so its history stays.", remedy="Undo it instead.")
    batch.delete()
    return Status(204, None)


def _own(request: Request, import_id: int) -> Any:
    require_owner(request.user, importing.VERB, request.user)
    return importing.get_import(request.user, import_id)


def _started(request: Request, what: str, import_id: int) -> dict[str, Any]:
    importing.start(what, _own(request, import_id), request.user)
    return _page(request, import_id)


def _page(request: Request, import_id: int) -> dict[str, Any]:
    require_owner(request.user, importing.VERB, request.user)
    page = queries.import_page(request.user, import_id)
    own = {name: getattr(page, name) for name in ("lacks", "questions", "refusals")}
    return {**_told(page.batch), **own, "counts": dict(page.counts), "notes": dict(page.notes)}


def _told(batch: Any) -> dict[str, Any]:
    names = ("id", "kind", "file_name", "state", "percent", "problem", "actor", "created_at", "finished_at")
    counts = {name: batch.counts.get(name, 0) for name in queries.RESULTS}
    return {**{name: getattr(batch, name) for name in (*names, "mapping")}, "counts": counts}
