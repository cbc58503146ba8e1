"""The products and stakeholders of a deal, and what forms look for while one types."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.deals import actions, forms, queries
from tandem.deals.views.deals import for_change, page_of


def _for_change(request: Request, deal_id: int, verb: str) -> Any:
    found = queries.get_deal(request.user, deal_id)
    require(request.user, verb, found)
    return found


def _one(rows: Any, pk: int) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such line on this deal.")
    return row


def line_new(request: Request, deal_id: int) -> HttpResponse:
    found = for_change(request, deal_id, "deals.lines", "change the products of")
    form = forms.LineForm(request.POST or None, viewer=request.user, is_new=True)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.add_line(found, actor=request.user, **form.cleaned_data)
            return done(request, page_of(found.pk), f"{form.cleaned_data['product']} added.")
    return ask(request, "form.html", form, title=f"Add a product to {found.name}", primary="Add product")


def line_edit(request: Request, deal_id: int, line_id: int) -> HttpResponse:
    found = for_change(request, deal_id, "deals.lines", "change the products of")
    line = _one(found.lines.select_related("product"), line_id)
    initial = {name: getattr(line, name) for name in ("quantity", "unit_price", "discount", "version")}
    form = forms.LineForm(request.POST or None, viewer=request.user, is_new=False, initial=initial)
    remove = reverse("deals:line_remove", args=[found.pk, line_id])
    words = {"title": str(line.product), "remove": remove}
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "line_id": line_id}
        values["line_version"] = values.pop("version")
        try:
            with refusals_into(form):
                actions.edit_line(found, actor=request.user, **values)
                return done(request, page_of(found.pk), f"{line.product} saved.")
        except Conflict as conflict:
            return both_versions(request, "deals/part.html", form, conflict.current, **words)
    return ask(request, "deals/part.html", form, **words)


@require_POST
def line_remove(request: Request, deal_id: int, line_id: int) -> HttpResponse:
    found = _for_change(request, deal_id, "deals.lines")
    actions.remove_line(found, actor=request.user, line_id=line_id)
    return done(request, page_of(found.pk), "Product removed.")


def stakeholder_new(request: Request, deal_id: int) -> HttpResponse:
    found = _for_change(request, deal_id, "deals.stakeholders")
    form = forms.StakeholderForm(request.POST or None, viewer=request.user, deal=found, is_new=True)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.add_stakeholder(found, actor=request.user, **form.cleaned_data)
            return done(request, page_of(found.pk), f"{form.cleaned_data['contact']} added.")
    return ask(request, "form.html", form, title="Add a stakeholder", primary="Add stakeholder")


def stakeholder_edit(request: Request, deal_id: int, stakeholder_id: int) -> HttpResponse:
    found = _for_change(request, deal_id, "deals.stakeholders")
    row = _one(found.stakeholders.select_related("contact"), stakeholder_id)
    initial = {"role": row.role, "engaged": row.engaged, "version": row.version}
    form = forms.StakeholderForm(
        request.POST or None, viewer=request.user, deal=found, is_new=False, initial=initial
    )
    remove = reverse("deals:stakeholder_remove", args=[found.pk, stakeholder_id])
    words = {"title": str(row.contact), "remove": remove}
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "stakeholder_id": stakeholder_id}
        values["stakeholder_version"] = values.pop("version")
        try:
            with refusals_into(form):
                actions.edit_stakeholder(found, actor=request.user, **values)
                return done(request, page_of(found.pk), f"{row.contact} saved.")
        except Conflict as conflict:
            return both_versions(request, "deals/part.html", form, conflict.current, **words)
    return ask(request, "deals/part.html", form, **words)


@require_POST
def stakeholder_remove(request: Request, deal_id: int, stakeholder_id: int) -> HttpResponse:
    found = _for_change(request, deal_id, "deals.stakeholders")
    actions.remove_stakeholder(found, actor=request.user, stakeholder_id=stakeholder_id)
    return done(request, page_of(found.pk), "Stakeholder removed.")


def pick_product(request: Request) -> JsonResponse:
    return _found(queries.pick_products(request.user, request.GET.get("q", "")))


def pick_person(request: Request) -> JsonResponse:
    return _found(queries.pick_people(request.user, request.GET.get("q", "")))


def _found(results: list[dict[str, Any]]) -> JsonResponse:
    return JsonResponse({"results": results})
