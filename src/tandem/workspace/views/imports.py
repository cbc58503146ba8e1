"""Bringing files in: upload, see what was recognized, try out, settle, run, undo."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tandem.authority import importing
from tandem.authority.actions import require_owner
from tandem.core.currencies import CURRENCIES
from tandem.core.errors import Refused, TandemError
from tandem.core.imports import preparing
from tandem.core.requests import Request
from tandem.workspace.forms import ReadingForm, UploadForm
from tandem.workspace.queries import imports as queries

FIRST = ("USD", "EUR", "GBP", "CHF", "JPY")


def imports(request: Request) -> HttpResponse:
    """Upload a file; the imports so far."""
    require_owner(request.user, importing.VERB, request.user)
    kinds = {name: kind.label for name, kind in importing.kinds_for(request.user).items()}
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = preparing.begin(
                form.cleaned_data["kind"], file.name, file.chunks(), actor=request.user, at=request.now
            )
            return to(batch.pk)
        except Refused as refusal:
            form.add_error("file", queries.problem_of(refusal))
    found = queries.recent_imports(request.user)
    status = 422 if form.is_bound else 200
    return render(request, "imports/imports.html", {"form": form, "imports": found}, status=status)


@require_GET
def import_page(request: Request, batch_id: int) -> HttpResponse:
    """One import, whatever state it is in; for htmx the part that changes."""
    require_owner(request.user, importing.VERB, request.user)
    page = queries.import_page(request.user, batch_id, edit="edit" in request.GET)
    form = reading_form(request, page) if page.step == "choose" else None
    return shown(request, page, form)


@require_POST
def choose(request: Request, batch_id: int) -> HttpResponse:
    """Take what was chosen about reading and mapping, and try the file out, or only read it again."""
    require_owner(request.user, importing.VERB, request.user)
    page = queries.import_page(request.user, batch_id, edit=True)
    form = reading_form(request, page, request.POST)
    if page.step != "choose" or not form.is_valid():
        return shown(request, page, form, status=422)
    batch = page.batch
    try:
        kind_before, options_before = batch.kind, {key: batch.options.get(key) for key in preparing.READING}
        batch.options = {**preparing.kept_options(batch), **form.options()}
        batch.kind = form.cleaned_data["kind"]
        reread = {key: batch.options.get(key) for key in preparing.READING} != options_before
        if reread or batch.kind != kind_before:
            preparing.recognize(batch)
        else:
            map_columns(request, page)
            preparing.reshape(batch)
        if reread or batch.kind != kind_before or "again" in request.POST:
            return to(batch.pk, edit=True)
        importing.start("try", batch, request.user)
    except TandemError as error:
        form.add_error(None, queries.problem_of(error))
        return shown(request, queries.import_page(request.user, batch_id, edit=True), form, status=422)
    return to(batch.pk)


@require_POST
def settle(request: Request, batch_id: int) -> HttpResponse:
    """Take the answers about unknown texts, and try the file out with them."""
    require_owner(request.user, importing.VERB, request.user)
    page = queries.import_page(request.user, batch_id)
    for question in page.questions:
        preparing.answer(page.batch, question.field, question.text, request.POST.get(question.name, ""))
    page.batch.save(update_fields=["answers"])
    return begin(request, page, "try")


@require_POST
def run(request: Request, batch_id: int) -> HttpResponse:
    """Import, or go on."""
    require_owner(request.user, importing.VERB, request.user)
    return begin(request, queries.import_page(request.user, batch_id), "run")


@require_POST
def undo(request: Request, batch_id: int) -> HttpResponse:
    """Undo an import."""
    require_owner(request.user, importing.VERB, request.user)
    return begin(request, queries.import_page(request.user, batch_id), "undo")


@require_POST
def forget(request: Request, batch_id: int) -> HttpResponse:
    """Remove an upload that was never run."""
    require_owner(request.user, importing.VERB, request.user)
    page = queries.import_page(request.user, batch_id)
    if page.batch.state not in ("new", "tried"):
        raise Refused("This import was run, so its history stays.", remedy="Undo it instead.")
    page.batch.delete()
    messages.success(request, f"{page.batch.file_name} removed.")
    return see_other(reverse("workspace:imports"))


@require_GET
def refused(request: Request, batch_id: int) -> StreamingHttpResponse:
    """Every refused row with its reason, as CSV."""
    require_owner(request.user, importing.VERB, request.user)
    batch, rows = queries.refused_rows(request.user, batch_id)
    response = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{batch.pk}.csv"'
    return response


def begin(request: Request, page: queries.ImportPage, what: str) -> HttpResponse:
    """Start a trial, a run or an undoing; a refusal as a whole is told on the page."""
    try:
        importing.start(what, page.batch, request.user)
    except TandemError as error:
        page.batch.put(problem=queries.problem_of(error))
    return to(page.batch.pk)


def map_columns(request: Request, page: queries.ImportPage) -> None:
    """Let columns fill the fields that were chosen."""
    for column in page.columns:
        preparing.map_column(page.batch, column.name, "")
    for column in page.columns:
        chosen = request.POST.get(f"column-{column.at}", "")
        if chosen:
            preparing.map_column(page.batch, column.name, chosen)


def reading_form(request: Request, page: queries.ImportPage, data: Any = None) -> ReadingForm:
    """The form of what was recognized."""
    kinds = {name: kind.label for name, kind in importing.kinds_for(request.user).items()}
    options = {**page.batch.options, "kind": page.batch.kind}
    options.setdefault("currency", "" if "currency" in page.lacks else queries.default_currency())
    if options.get("delimiter") == "\t":
        options["delimiter"] = "tab"
    codes = [*FIRST, *sorted(CURRENCIES.difference(FIRST))]
    form = ReadingForm(data, kinds=kinds, currencies=codes, initial=options)
    if data is None and "currency" in page.lacks:
        form.fields["currency"].required = True  # told so; another column may still be chosen to say it
    return form


def shown(
    request: Request, page: queries.ImportPage, form: ReadingForm | None, *, status: int = 200
) -> HttpResponse:
    """The page, or for htmx its changing part."""
    fragment = bool(request.htmx) and not request.htmx.boosted
    template = "imports/_import.html" if fragment else "imports/import.html"
    return render(request, template, {"page": page, "batch": page.batch, "form": form}, status=status)


def to(batch_id: int, *, edit: bool = False) -> HttpResponseRedirect:
    """Go on at the import's page."""
    return see_other(reverse("workspace:import", args=[batch_id]) + ("?edit=1" if edit else ""))


def see_other(address: str) -> HttpResponseRedirect:
    """After a form: look there."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def as_csv(rows: Iterator[list[Any]]) -> Iterator[str]:
    """Rows as lines of CSV; cells that a spreadsheet would run as formulas are quoted as text."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(["row", "column", "reason"])
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell)[:1] in "=+-@" else cell for cell in row])
        yield held.getvalue()
        held.seek(0)
        held.truncate()
    yield held.getvalue()
