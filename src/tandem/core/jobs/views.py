"""A job's page: how far it is, its result, its file."""

from __future__ import annotations

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tandem.core import jobs

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def job_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page of a job; for htmx the part that changes."""
    made = jobs.visible_job(request.user, job_id)
    htmx: Any = getattr(request, "htmx", None)
    fragment = bool(htmx) and not htmx.boosted
    return render(request, "jobs/_job.html" if fragment else "jobs/page.html", {"job": made})


@require_POST
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop a job."""
    jobs.cancel(jobs.visible_job(request.user, job_id))
    response = HttpResponseRedirect(reverse("core:job", args=[job_id]))
    response.status_code = 303
    return response


@require_GET
def job_file(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The file that a job made."""
    made = jobs.visible_job(request.user, job_id)
    if not made.file_name:
        raise Http404("This job made no file.")
    kind = TYPES.get(made.file_name.rpartition(".")[2], "application/octet-stream")
    response = StreamingHttpResponse(jobs.file_pieces(made), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response
