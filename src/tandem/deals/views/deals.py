"""One deal: its page, opening, editing, next step, moving, giving away, deleting."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.authority.actions import require, require_owner
from tandem.core.errors import Conflict, Refused
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.deals import actions, forms, queries
from tandem.deals.rules import check_open
from tandem.deals.views.boards import board_again


def page_of(deal_id: int) -> str:
    """The address of a deal's page."""
    return reverse("deals:deal", args=[deal_id])


def said(request: Request, deal: Any, words: str, url: str = "") -> HttpResponse:
    """Go to the deal and say what was done, with the way back."""
    return done(request, url or page_of(deal.pk), words, undo=queries.last_entry(deal, request.user))


def for_change(request: Request, deal_id: int, verb: str, doing: str) -> Any:
    """An open deal to do this with. A closed one is told of instead of a form; what is sent is for the rules."""
    found = queries.get_deal(request.user, deal_id)
    require(request.user, verb, found)
    if request.method == "GET":
        check_open(found.state, doing)
    return found


def deal(request: Request, deal_id: int) -> HttpResponse:
    page = queries.deal_page(request.user, deal_id, today=request.today)
    return render(request, "deals/deal.html", {"page": page, "deal": page.deal})


def history(request: Request, deal_id: int) -> HttpResponse:
    template = "deals/_history.html" if request.htmx else "deals/history.html"
    return render(request, template, {"timeline": queries.timeline(request.user, deal_id)})


def of_account(request: Request) -> HttpResponse:
    """The deals with one account: a panel of the account's page, or a page of its own."""
    account_id = request.GET.get("account", "")
    found = queries.deals_of_account(request.user, int(account_id)) if account_id.isdecimal() else None
    template = "deals/_of_account.html" if request.htmx else "deals/of_account.html"
    return render(request, template, {"found": found, "account_id": account_id})


def new(request: Request) -> HttpResponse:
    require_owner(request.user, "deals.open", request.user)
    initial = {"account": request.GET.get("account"), "stage": request.GET.get("stage")}
    form = forms.NewDealForm(request.POST or None, viewer=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if value is not None}
        with refusals_into(form):
            opened = actions.open_deal(actor=request.user, **values)
            return done(request, page_of(opened.pk), f"{opened.name} opened.")
    return ask(request, "deals/new.html", form)


def edit(request: Request, deal_id: int) -> HttpResponse:
    found = queries.get_deal(request.user, deal_id)
    require(request.user, "deals.edit", found)
    initial = {name: getattr(found, name) for name in forms.EditDealForm.base_fields}
    form = forms.EditDealForm(
        request.POST or None,
        viewer=request.user,
        deal=found,
        has_lines=found.lines.exists(),
        initial={**initial, "account": found.account_id},
        extra=found.extra,
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "version"}
        try:
            with refusals_into(form):
                actions.edit_deal(found, actor=request.user, version=form.cleaned_data["version"], **values)
                return said(request, found, "Saved.")
        except Conflict as conflict:
            return both_versions(request, "deals/edit.html", form, conflict.current, deal=conflict.current)
    elsewhere = found.is_open and bool(queries.stages_elsewhere(found))
    return ask(request, "deals/edit.html", form, deal=found, elsewhere=elsewhere)


def next_step(request: Request, deal_id: int) -> HttpResponse:
    found = for_change(request, deal_id, "deals.next_step", "set a next step for")
    initial = {name: getattr(found, name) for name in forms.NextStepForm.base_fields}
    form = forms.NextStepForm(request.POST or None, initial=initial)
    words = {"title": f"Next step with {found.name}", "primary": "Set next step"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.set_next_step(found, actor=request.user, **form.cleaned_data)
                return said(request, found, "Next step set.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def move(request: Request, deal_id: int) -> HttpResponse:
    """A form that asks for the stage; from the board, the move itself, answered with the new board."""
    found = for_change(request, deal_id, "deals.move", "move")
    stages = [stage for stage in queries.open_stages(found.pipeline_id) if stage.pk != found.stage_id]
    wanted = request.GET.get("stage") or (stages[0].pk if stages else None)
    form = forms.MoveForm(
        request.POST or None,
        stages=stages,
        texts=queries.criteria_in_words(found),
        initial={"stage": wanted, "version": found.version},
    )
    if request.method == "POST" and form.is_valid():
        stage = next(stage for stage in stages if str(stage.pk) == form.cleaned_data["stage"])
        values = {"stage": stage, "confirmed": form.cleaned_data.get("confirmed", ())}
        if request.htmx and request.htmx.target == "list":
            return _moved_on_the_board(request, found, form.cleaned_data["version"], values)
        with refusals_into(form):
            actions.move_deal(found, actor=request.user, **values)
            return said(request, found, f"{found.name} moved to {stage.name}.")
    return ask(request, "form.html", form, title=f"Move {found.name}", primary="Move")


def _moved_on_the_board(
    request: Request, found: Any, version: int | None, values: dict[str, Any]
) -> HttpResponse:
    try:
        actions.move_deal(found, actor=request.user, version=version, **values)
    except Refused as refused:  # 409 leaves the board as it was and tells why
        context = {"kind": "bad", "sentence": refused.sentence, "remedy": refused.remedy}
        return render(request, "ui/_note.html", context, status=409)
    answer = board_again(request)
    toast = {"text": f"{found.name} moved to {values['stage'].name}."}
    if entry := queries.last_entry(found, request.user):
        toast["undo"] = reverse("authority:undo", args=[entry])
    answer["HX-Trigger"] = json.dumps({"toast": toast})
    return answer


def pipeline(request: Request, deal_id: int) -> HttpResponse:
    """Ask in which stage of another pipeline the deal goes on."""
    found = for_change(request, deal_id, "deals.change_pipeline", "move")
    stages = queries.stages_elsewhere(found)
    fits = queries.alike(found.stage, stages)
    form = forms.PipelineChangeForm(
        request.POST or None, stages=stages, initial={"stage": fits.pk if fits else None}
    )
    if request.method == "POST" and form.is_valid():
        stage = next(one for one in stages if str(one.pk) == form.cleaned_data["stage"])
        with refusals_into(form):
            actions.change_pipeline(found, actor=request.user, stage=stage)
            return said(request, found, f"{found.name} goes on in {stage.pipeline.name}: {stage.name}.")
    return ask(
        request, "form.html", form, title=f"Another pipeline for {found.name}", primary="Change pipeline"
    )


def reassign(request: Request, deal_id: int) -> HttpResponse:
    found = queries.get_deal(request.user, deal_id)
    require(request.user, "deals.reassign", found)
    form = forms.ReassignForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.reassign_deal(found, actor=request.user, to=form.cleaned_data["to"])
            return said(request, found, f"{found.name} is {form.cleaned_data['to'].name}’s now.")
    return ask(request, "form.html", form, title=f"Give {found.name} to somebody else", primary="Reassign")


def delete(request: Request, deal_id: int) -> HttpResponse:
    found = queries.get_deal(request.user, deal_id)
    require(request.user, "deals.delete", found)
    if request.method == "POST":
        actions.delete_deal(found, actor=request.user)
        return said(request, found, f"{found.name} deleted.", reverse("deals:board"))
    context = {"deal": found}
    return render(request, "deals/delete.html", context)
