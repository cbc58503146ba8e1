"""How a change answers the browser: a page goes back where it came from, a fragment lets its panels refresh."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tandem.core.errors import Conflict

CHANGED = "collaboration:changed"


def done(request: HttpRequest, said: str, *, event: str, to: str, undo: str = "") -> HttpResponse:
    """Say what was done. htmx: 204 and `event`, to which panels listen; else a redirect to `next` or `to`."""
    if getattr(request, "htmx", False):
        toast = {"text": said, "undo": undo} if undo else {"text": said}
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"toast": toast, event: {}})
        return response
    messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
    return back(request, to)


def back(request: HttpRequest, to: str) -> HttpResponse:
    """A redirect to the page that the form names as `next`, if it is one of ours, else to `to`."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(wanted if ours else to)
    response.status_code = 303
    return response


def overtaken(request: HttpRequest, error: Conflict, event: str) -> HttpResponse:
    """Somebody was first: tell a fragment so and let its panels refresh. A page is told by the middleware."""
    if not getattr(request, "htmx", False):
        raise error
    context = {"kind": "bad", "sentence": error.sentence, "remedy": error.remedy}
    response = render(request, "ui/_note.html", context, status=error.status)
    response["HX-Trigger"] = json.dumps({event: {}})
    return response
