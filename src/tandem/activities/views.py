"""The timeline and its composer, the log drawer, tasks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.activities import actions, queries
from tandem.activities.forms import EditForm, LogForm, TaskForm, doers
from tandem.activities.rules import KINDS
from tandem.collaboration.answering import done
from tandem.collaboration.forms import refuse
from tandem.collaboration.queries import get_record, link_of, named
from tandem.core.errors import Conflict, Refused
from tandem.core.requests import Request
from tandem.core.ui.dialogs import both_versions

CHANGED = "activities:changed"


def _record(request: Request) -> Any:
    """The record that the address or the form names; None when it names none."""
    given = request.POST if request.method == "POST" else request.GET
    about = given.get("about", "")
    return get_record(request.user, about, given.get("id", "")) if about else None


def _about(record: Any) -> dict[str, Any]:
    return {"record": record, "label": record._meta.label_lower if record is not None else ""}


def timeline(request: Request) -> HttpResponse:
    """A record's timeline with its composer; a fragment for htmx, or the next page of it with `before`."""
    record = get_record(request.user, request.GET.get("about", ""), request.GET.get("id", ""))
    before = queries.moment(request.GET.get("before", ""))
    only = request.GET.get("only", "")
    page = queries.timeline(request.user, record, before=before, only=only)
    context = {
        **_about(record),
        "page": page,
        "only": only,
        "form": LogForm(initial={"kind": "note"}),
        "event": f"{record._meta.app_label}:changed",
    }
    if not request.htmx:
        return render(request, "activities/timeline.html", {**context, "link": link_of(record)})
    return render(request, "activities/_happenings.html" if before else "activities/_timeline.html", context)


def log(request: Request) -> HttpResponse:
    """Log what happened: the composer of a timeline, and the drawer of the key L."""
    record = _record(request)
    asked = {} if record is not None else {"viewer": request.user}
    form = LogForm(request.POST or None, initial={"kind": request.GET.get("kind", "call")}, **asked)
    if request.method == "POST" and form.is_valid():
        about = record if record is not None else form.cleaned_data["record"]
        try:
            row = actions.log_activity(actor=request.user, about=about, **form.values())
            undo = reverse("activities:undo", args=[row.pk])
            to = link_of(about) or reverse("activities:tasks")
            return done(request, f"{KINDS[row.kind]} logged.", event=CHANGED, to=to, undo=undo)
        except Refused as error:
            refuse(form, error)
    context = {"form": form, **_about(record)}
    return render(request, "activities/log.html", context, status=422 if form.is_bound else 200)


def task(request: Request) -> HttpResponse:
    """Add something to do, about a record or about nothing."""
    record = _record(request)
    form = TaskForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_task(actor=request.user, about=record, **form.values())
            to = link_of(record) if record is not None else ""
            return done(request, "Task added.", event=CHANGED, to=to or reverse("activities:tasks"))
        except Refused as error:
            refuse(form, error)
    context = {"form": form, **_about(record)}
    return render(request, "activities/task.html", context, status=422 if form.is_bound else 200)


def edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity or a task."""
    row = queries.get_activity(request.user, pk)
    names = ("title", "text", "due_on", "owner", "outcome", "minutes")
    initial = {**{name: getattr(row, name) for name in names}, "happened_at": row.at}
    form: Any
    if row.is_task:
        form = TaskForm(request.POST or None, viewer=request.user, initial=initial)
    else:
        form = EditForm(request.POST or None, kind=row.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        try:
            version = int(seen) if seen.isdecimal() else None
            actions.edit_activity(row, actor=request.user, version=version, **form.values())
            undo = reverse("activities:undo", args=[row.pk])
            return done(request, "Saved.", event=CHANGED, to=reverse("activities:tasks"), undo=undo)
        except Refused as error:
            refuse(form, error)
        except Conflict as conflict:
            theirs: Any = conflict.current
            context = {"row": theirs, "kind": KINDS[row.kind]}
            return both_versions(request, "activities/edit.html", form, theirs, **context)
    context = {"form": form, "row": row, "kind": KINDS[row.kind]}
    return render(request, "activities/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    """Tick a task off."""
    row = queries.get_activity(request.user, pk)
    actions.finish_task(row, actor=request.user)
    undo = reverse("activities:undo", args=[row.pk])
    return done(request, "Done.", event=CHANGED, to=reverse("activities:tasks"), undo=undo)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Put a task back on the list."""
    row = queries.get_activity(request.user, pk)
    actions.reopen_task(row, actor=request.user)
    return done(request, "Back on the list.", event=CHANGED, to=reverse("activities:tasks"))


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    """Delete an activity."""
    row = queries.get_activity(request.user, pk)
    actions.delete_activity(row, actor=request.user)
    undo = reverse("activities:undo", args=[row.pk])
    return done(
        request, f"{KINDS[row.kind]} deleted.", event=CHANGED, to=reverse("activities:tasks"), undo=undo
    )


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take back one's own last change to an activity."""
    actions.undo_last(request.user, queries.get_own_deleted(request.user, pk))
    return done(request, "Undone.", event=CHANGED, to=reverse("activities:tasks"))


def tasks(request: Request) -> HttpResponse:
    """What the viewer is to do."""
    found = queries.my_tasks(request.user, today=request.today)
    template = "activities/_tasks.html" if request.htmx else "activities/tasks.html"
    return render(request, template, {"tasks": found})


def doing(request: Request) -> JsonResponse:
    """Whom the viewer may give a task to."""
    people = named(doers(request.user), request.GET.get("q", ""))
    return JsonResponse(
        {"results": [{"id": p.pk, "text": p.name, "note": p.title or p.role_name} for p in people]}
    )


def records(request: Request) -> JsonResponse:
    """What can be logged about: accounts, contacts and deals of the viewer."""
    return JsonResponse({"results": queries.found_records(request.user, request.GET.get("q", ""))})
