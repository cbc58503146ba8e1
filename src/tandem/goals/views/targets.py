"""One target in the workbench: its figure, lock and bounds; revising it once it is published."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tandem.authority.actions import last_entry, require
from tandem.core.counted import counted
from tandem.core.errors import BeyondLimit, Refused
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.goals import actions, forms, queries
from tandem.goals.queries.checks import words_of
from tandem.goals.views.plans import plan_url, show, to, turned


@require_POST
def set_target(request: Request, target_id: int) -> HttpResponse:
    """Type, lock or let go one figure. htmx gets the rows that changed; without it the page comes again."""
    target = queries.get_target(request.user, target_id)
    plan = queries.get_plan(request.user, target.plan_id)
    page = queries.plan_page(request.user, plan, today=request.today, turned=turned(request))
    row = page.row(target_id)
    form, moved_on = forms.CellForm(request.POST, currency=plan.currency), False
    try:
        if not form.is_valid():
            raise Refused(" ".join(str(words) for errors in form.errors.values() for words in errors))
        moved_on = queries.others_since(request.user, plan, form.cleaned_data["seen"])
        other = queries.set_by_another(request.user, row.target, form.cleaned_data["version"])
        if other is not None:
            raise Refused(
                f"{other.name} set this to {words_of(plan, row.target.amount)} meanwhile.",
                remedy="Type yours again if it should stand.",
            )
        actions.set_target(target, actor=request.user, **_wanted(form, row))
    except Refused as refusal:
        context: dict[str, Any] = {
            "refusal": refusal,
            "refused": target_id,
            "typed": request.POST.get("amount", ""),
        }
        if not request.htmx:
            return show(request, page, status=422, **context)
        if moved_on:
            return show(request, page, status=422, whole=True, **context)
        context |= {"page": page, "row": row, "curves": queries.drawn([row])}
        return render(request, "goals/_refused.html", context, status=422)
    versions = {each.target.pk: each.target.version for each in page.shown}
    queries.refresh(page)
    if moved_on and request.htmx:
        return show(request, page, whole=True)
    if not request.htmx:
        return to(plan_url(plan, page, f"#t{target_id}"))
    moved = [each for each in page.shown if versions.get(each.target.pk) != each.target.version]
    others = [each for each in moved if each.target.pk != target_id]
    context = {"page": page, "row": row, "others": others, "curves": queries.drawn([row, *others])}
    context |= {"bench": queries.bench(page), "undo": queries.to_undo(page, request.user)}
    return render(request, "goals/_edited.html", context)


def _wanted(form: Any, row: Any) -> dict[str, Any]:
    """What the cell asks for. An empty figure goes back to the split; a figure that only looks rounded is no edit."""
    amount, locked = form.cleaned_data["amount"], form.cleaned_data["locked"]
    if amount is None and not locked:
        return {"release": True}
    wanted: dict[str, Any] = {}
    if amount is not None and amount != row.target.amount:
        wanted["amount"] = amount
    if locked:
        wanted["locked"] = locked == "yes"
    return wanted


def bounds(request: Request, target_id: int) -> HttpResponse:
    """Floor and ceiling of one figure."""
    target = queries.get_target(request.user, target_id)
    require(request.user, "goals.break_down", target)
    form = forms.BoundsForm(
        request.POST or None,
        currency=target.plan.currency,
        team=target.team_id is not None,
        initial={"floor": target.floor, "ceiling": target.ceiling, "cap": target.cap},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_target(target, actor=request.user, bounds=True, **form.cleaned_data)
            url = plan_url(target.plan, anchor=f"#t{target_id}")
            undo = last_entry(request.user, target)
            return done(request, url, f"Bounds of {target.name} saved.", undo=undo)
    return ask(request, "goals/bounds.html", form, target=target, plan=target.plan)


def revise(request: Request, target_id: int) -> HttpResponse:
    """Another figure for a published target; beyond the limit the next person up decides."""
    target = queries.get_target(request.user, target_id)
    require(request.user, "goals.revise", target)
    plan = target.plan
    form = forms.ReviseForm(request.POST or None, currency=plan.currency, initial={"amount": target.amount})
    back = plan_url(plan, anchor=f"#t{target_id}")
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            try:
                actions.revise_target(target, actor=request.user, **form.cleaned_data)
                return done(request, back, f"{target.name}’s target revised.")
            except BeyondLimit as error:
                waits = actions.defer_revision(target, error, actor=request.user, **form.cleaned_data)
                return done(request, back, f"Beyond your limit: {waits.answerer.name} decides.")
    return ask(request, "goals/revise.html", form, target=target, plan=plan)


def place(request: Request, target_id: int) -> HttpResponse:
    """Give what a team's officers carry too little to the others of the team, by what they carry already."""
    target = queries.get_target(request.user, target_id)
    require(request.user, "goals.revise", target)
    plan = queries.get_plan(request.user, target.plan_id)
    page = queries.plan_page(request.user, plan, today=request.today, live=False)
    shares = queries.shares_to_place(page, target_id)
    form = forms.PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            try:
                actions.place(shares, actor=request.user, reason=form.cleaned_data["reason"])
                with_whom = counted(len(shares), "officer")
                return done(request, plan_url(plan), f"Placed with {with_whom} of {target.name}.")
            except BeyondLimit as error:
                form.add_error(None, f"{error.sentence} {error.remedy} Revise that target by itself.")
    context = {"target": target, "plan": plan, "shares": shares}
    return ask(request, "goals/place.html", form, **context)


def story(request: Request, target_id: int) -> HttpResponse:
    """One target: where it stands, every figure it had, both signatures."""
    target = queries.get_target(request.user, target_id)
    agreement = queries.newest_agreement(request.user, target)
    if agreement is not None:
        told = queries.answer_page(request.user, agreement.pk, today=request.today)
    else:
        told = queries.story(request.user, target, today=request.today)
    return render(request, "goals/answer.html", {"story": told, "item": told.item})
