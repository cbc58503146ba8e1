"""Settings: the organization's own fields on accounts, contacts and deals."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require_owner
from tandem.authority.fields import archive_field, change_field, define_field
from tandem.core.errors import Conflict
from tandem.core.fields import definitions, get_field, record_words
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.workspace.forms import FieldForm

VERB = "core.define_fields"


def fields(request: Request) -> HttpResponse:
    require_owner(request.user, VERB, request.user)
    groups = [(record, record_words(record), found) for record, found in definitions().items()]
    return render(request, "workspace/fields.html", {"groups": groups})


def field_new(request: Request, record: str) -> HttpResponse:
    require_owner(request.user, VERB, request.user)
    words = record_words(record)
    form = FieldForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        with refusals_into(form):
            made = define_field(actor=request.user, record=record, **values)
            return done(
                request, reverse("workspace:fields"), f"{made.label} added. Lists offer it as a column."
            )
    return ask(request, "form.html", form, title=f"{words}: new field", primary="Add field")


def field_edit(request: Request, field_id: int) -> HttpResponse:
    require_owner(request.user, VERB, request.user)
    found = get_field(field_id)
    initial = {
        "label": found.label,
        "choices": "\n".join(found.choices),
        "help": found.help,
        "required": found.required,
        "version": found.version,
    }
    form = FieldForm(request.POST or None, is_new=False, initial=initial)
    words = {"title": f"Edit {found.label}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                change_field(found, actor=request.user, **form.cleaned_data)
                return done(request, reverse("workspace:fields"), f"{found.label} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


@require_POST
def field_archive(request: Request, field_id: int) -> HttpResponse:
    found = get_field(field_id)
    kept = found.archived_at is not None
    archive_field(found, actor=request.user, archived=not kept)
    words = f"{found.label} is back." if kept else f"{found.label} is archived; records keep what they hold."
    return done(request, reverse("workspace:fields"), words)
