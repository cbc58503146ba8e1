"""Notifications: the page, the short list, reading, choosing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.collaboration import actions, mail, queries
from tandem.collaboration.answering import done
from tandem.core.requests import Request

EVENT = "collaboration:read"
IN_PANEL = 8


def notifications(request: Request) -> HttpResponse:
    """The newest first; older ones by `before`."""
    before = request.GET.get("before", "")
    lines = queries.notifications(request.user, before=int(before) if before.isdecimal() else None)
    context = {
        "lines": lines,
        "more": lines[-1].notification.pk if len(lines) == queries.PAGE else None,
        "choices": queries.choices(request.user),
        "mail": _mail(request),
        "seen": [line.notification.pk for line in lines],
    }
    return render(request, "collaboration/notifications.html", context)


def panel(request: Request) -> HttpResponse:
    """The short list under the bell."""
    lines = queries.notifications(request.user, limit=IN_PANEL)
    template = "collaboration/_notifications.html" if request.htmx else "collaboration/notifications.html"
    return render(request, template, {"lines": lines})


@require_POST
def read(request: Request) -> HttpResponse:
    """Mark all, or the ones named, as read."""
    only = [int(pk) for pk in request.POST.getlist("id") if pk.isdecimal() and len(pk) < 19]
    actions.mark_read(request.user, at=request.now, only=only or None)
    return done(request, "Marked as read.", event=EVENT, to=reverse("collaboration:notifications"))


def follow(request: Request, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    line = queries.get_notification(request.user, pk)
    actions.mark_read(request.user, at=request.now, only=[pk])
    return redirect(line.link or reverse("collaboration:notifications"))


def preferences(request: Request) -> HttpResponse:
    """How each kind of notification arrives."""
    choices = queries.choices(request.user)
    if request.method != "POST":
        context = {"choices": choices, "mail": _mail(request)}
        return render(request, "collaboration/preferences.html", context)
    for choice in choices:
        actions.choose_notifications(
            request.user,
            actor=request.user,
            kind=choice.key,
            in_app=f"{choice.key}-app" in request.POST,
            by_mail=f"{choice.key}-mail" in request.POST if _mail(request) else choice.by_mail,
        )
    return done(request, "Saved.", event=EVENT, to=reverse("collaboration:notifications"))


def _mail(request: Request) -> bool:
    """Whether e-mail can reach the viewer, so that there is something to choose."""
    return mail.is_set() and bool(request.user.email)
