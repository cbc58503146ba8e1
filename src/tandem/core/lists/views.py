"""One helper that makes a view of a list: page, fragment, file, bulk actions; and the addresses all lists share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tandem.core.errors import Refused
from tandem.core.lists import bulk as bulks
from tandem.core.lists import saved, work
from tandem.core.lists.asking import ask_of
from tandem.core.lists.export import csv_lines, file_name
from tandem.core.lists.filters import Relation
from tandem.core.lists.page import ListPage, make_page
from tandem.core.lists.table import List
from tandem.core.lists.workbook import workbook

FRAGMENT = "lists/_list.html"
EXPORT_AT_ONCE = 5_000


def render_list(
    request: HttpRequest, table: List, template: str = "lists/page.html", **context: Any
) -> HttpResponseBase:
    """Answer a request for a list, GET or POST. The template gets the page of the list as `list`, and `context`."""
    page = make_page(table, request.GET, ask_of(request), request.path)
    if request.method == "POST":
        return act_on_rows(request, page)
    if wanted := request.GET.get("export"):
        return export(page, wanted, bom=request.GET.get("bom") == "yes")
    untidy = not all(request.GET.values()) and not page.state.notes
    if wants_fragment(request):
        response = render(request, FRAGMENT, {"list": page})
        if untidy:
            response["HX-Push-Url"] = page.url()
        return response
    if untidy:  # a form sends its empty fields along
        return HttpResponseRedirect(page.url())
    return render(request, template, {"list": page, **context})


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the list alone."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and htmx.target == "list"


def see_other(address: str) -> HttpResponseRedirect:
    """Go there with GET."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def export(page: ListPage, wanted: str, *, bom: bool) -> HttpResponseBase:
    """The list as a file: at once when it is small, by a job when it is not."""
    if wanted not in ("csv", "xlsx"):
        raise Refused(f"There is no export as “{wanted[:20]}”.", remedy="Choose csv or xlsx.")
    if page.matching.order_by().values("pk")[: EXPORT_AT_ONCE + 1].count() > EXPORT_AT_ONCE:
        zone = timezone.get_current_timezone_name()
        made = work.start_work("lists.export", page, wanted=wanted, bom=bom, zone=zone)
        return see_other(reverse("core:job", args=[made.pk]))
    name = f"{file_name(page)}.{wanted}"
    if wanted == "xlsx":
        return FileResponse(workbook(page), as_attachment=True, filename=name)
    lines = (line.encode() for line in csv_lines(page, bom=bom))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def act_on_rows(request: HttpRequest, page: ListPage) -> HttpResponse:
    """A bulk action: first its form, then the act."""
    bulk = next((one for one in page.table.bulk if one.key == request.POST.get("bulk")), None)
    if bulk is None:
        raise Refused("This list has no such action for many rows.")
    rows = bulks.chosen_rows(page, request.POST)
    back = page.url()
    count = rows.values("pk")[: bulks.AT_ONCE + 1].count()
    if not count:
        messages.info(request, f"No {page.table.plural()} were selected.")
        return see_other(back)
    confirmed = request.POST.get("confirmed") == "yes"
    form = bulks.make_form(bulk, request.POST if confirmed else None, request.user)
    if not confirmed or not form.is_valid():
        everything = request.POST.get("everything") == "yes"
        context = {
            "bulk": bulk, "form": form, "back": back, "everything": everything,
            "ids": [] if everything else rows.values_list("pk", flat=True),
            "what": page.count_words if everything else f"{count} {page.table.noun(count)}",
        }  # fmt: skip
        return render(request, "lists/bulk.html", context, status=422 if confirmed else 200)
    if count > bulks.AT_ONCE:
        data = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
        made = work.start_work("lists.bulk", page, key=bulk.key, data=data)
        return see_other(reverse("core:job", args=[made.pk]))
    outcome = bulks.act(bulk, rows, actor=request.user, values=bulks.values_of(bulk, form))
    tell = messages.warning if outcome.refused else messages.success
    tell(request, outcome.sentence)
    return see_other(back)


def list_named(name: str) -> List:
    """The list of this name; Http404 when there is none."""
    table = work.find_list(name)
    if table is None:
        raise Http404("There is no such list.")
    return table


def back_to(request: HttpRequest, address: str) -> HttpResponse:
    """Back to an address of this site."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return see_other(address if ours else "/")


@require_POST
def save_view(request: HttpRequest, list_name: str) -> HttpResponse:
    """Keep the state of a list as a view."""
    table = list_named(list_name)
    given = request.POST
    view = saved.save_view(
        request.user,
        table.name,
        name=given.get("name", ""),
        query=given.get("query", ""),
        shared=given.get("shared", ""),
    )
    path = given.get("path", "")
    return back_to(request, f"{path}?view={view.pk}")


@require_POST
def delete_view(request: HttpRequest, list_name: str, view_id: int) -> HttpResponse:
    """Delete one's own view."""
    saved.delete_view(request.user, list_named(list_name).name, view_id)
    return back_to(request, request.POST.get("path", ""))


@require_GET
def suggest(request: HttpRequest, list_name: str, filter_name: str) -> HttpResponse:
    """What a filter by another record suggests while one types: at most 20, of those the viewer may see."""
    ask = ask_of(request)
    one = list_named(list_name).asked(ask).filter(filter_name)
    if not isinstance(one, Relation):
        raise Http404("There is no such filter.")
    typed = request.GET.get(filter_name, "").strip()
    options = one.suggestions(typed, ask) if typed else []
    return render(request, "lists/_options.html", {"options": options})
