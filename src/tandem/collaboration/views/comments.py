"""Comments on records, announcements, and whom one can mention."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.collaboration import actions, queries
from tandem.collaboration.answering import done
from tandem.collaboration.forms import AnnounceForm, CommentForm, refuse
from tandem.core.errors import Refused
from tandem.core.requests import Request

SAID = "activities:changed"  # comments stand in the timeline, which listens to this


def people(request: Request) -> JsonResponse:
    """Who can be called by name in a comment on this record: those who may see it."""
    record = queries.get_record(request.user, request.GET.get("about", ""), request.GET.get("id", ""))
    text = request.GET.get("q", "").strip()
    found = queries.people_who_see(record, text) if text else []
    return _as_results(found)


def colleagues(request: Request) -> JsonResponse:
    """Whom a record can be shared with."""
    return _as_results(queries.named(queries.colleagues(request.user), request.GET.get("q", "")))


def deputies(request: Request) -> JsonResponse:
    """Who can decide for the viewer."""
    return _as_results(queries.named(queries.deputies(request.user), request.GET.get("q", "")))


def _as_results(people: Iterable[Any]) -> JsonResponse:
    results = [{"id": p.pk, "text": p.name, "note": p.title or p.role_name} for p in people]
    return JsonResponse({"results": results})


def comment(request: Request) -> HttpResponse:
    """Say something about a record."""
    given = request.POST if request.method == "POST" else request.GET
    record = queries.get_record(request.user, given.get("about", ""), given.get("id", ""))
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.comment(actor=request.user, about=record, text=form.cleaned_data["text"])
        return done(request, "Comment added.", event=SAID, to=queries.link_of(record) or "/")
    context = {"form": form, "record": record, "label": record._meta.label_lower}
    return render(request, "collaboration/comment.html", context, status=422 if form.is_bound else 200)


def edit_comment(request: Request, pk: int) -> HttpResponse:
    """Say it better."""
    row = queries.get_comment(request.user, pk)
    record = queries.get_record(request.user, row.about, row.about_id)
    form = CommentForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        actions.edit_comment(row, actor=request.user, text=text, about=record)
        return done(request, "Comment changed.", event=SAID, to=queries.link_of(record) or "/")
    context = {"form": form, "record": record, "label": row.about, "row": row}
    return render(request, "collaboration/comment.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete_comment(request: Request, pk: int) -> HttpResponse:
    """Take a remark away."""
    row = queries.get_comment(request.user, pk)
    actions.delete_comment(row, actor=request.user)
    undo = reverse("collaboration:undo", args=[row._meta.label_lower, row.pk])
    return done(request, "Comment deleted.", event=SAID, to=reverse("collaboration:waiting"), undo=undo)


@require_POST
def undo(request: Request, about: str, pk: int) -> HttpResponse:
    """Take back the last change that the viewer made to a row."""
    actions.undo_last(request.user, about, pk)
    return done(request, "Undone.", event=SAID, to=reverse("collaboration:waiting"))


def announcements(request: Request) -> HttpResponse:
    """What managers told their teams."""
    rows = queries.announcements(request.user)
    return render(request, "collaboration/announcements.html", {"rows": rows})


def announcements_panel(request: Request) -> HttpResponse:
    """The rail's short form: what still holds today."""
    rows = queries.announcements(request.user, today=request.today)[:3]
    template = "collaboration/_announcements.html" if request.htmx else "collaboration/announcements.html"
    return render(request, template, {"rows": rows})


def announce(request: Request) -> HttpResponse:
    """Tell a team."""
    form = AnnounceForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce(actor=request.user, **form.cleaned_data)
            to = reverse("collaboration:announcements")
            return done(request, "Announced.", event="collaboration:announced", to=to)
        except Refused as error:
            refuse(form, error)
    status = 422 if form.is_bound else 200
    return render(request, "collaboration/announce.html", {"form": form}, status=status)


@require_POST
def delete_announcement(request: Request, pk: int) -> HttpResponse:
    """Take an announcement back."""
    row = queries.get_announcement(request.user, pk)
    actions.delete_announcement(row, actor=request.user)
    undo = reverse("collaboration:undo", args=[row._meta.label_lower, row.pk])
    to = reverse("collaboration:announcements")
    return done(request, "Announcement taken back.", event="collaboration:announced", to=to, undo=undo)
