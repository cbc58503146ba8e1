"""Limits across the teams of a draft: setting one, changing it, taking it away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require_owner
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.goals import actions, forms, queries
from tandem.goals.views.plans import plan_url

TEMPLATE = "goals/limit.html"


def limit_new(request: Request, plan_id: int) -> HttpResponse:
    """A limit of its own for officers of whatever teams."""
    return _edit(request, queries.get_plan(request.user, plan_id), None)


def limit(request: Request, limit_id: int) -> HttpResponse:
    """Another figure, name or other officers for a limit."""
    found = queries.get_limit(request.user, limit_id)
    return _edit(request, found.plan, found)


@require_POST
def limit_remove(request: Request, limit_id: int) -> HttpResponse:
    """Take a limit away; the plan is shared anew."""
    found = queries.get_limit(request.user, limit_id)
    plan = actions.remove_limit(found, actor=request.user)
    undo = queries.last_limit(plan, limit_id, request.user)
    return done(
        request, plan_url(plan, anchor="#goal-checks"), f"The limit “{found.name}” is gone.", undo=undo
    )


def _edit(request: Request, plan: Any, found: Any) -> HttpResponse:
    require_owner(request.user, "goals.limit", request.user)
    choosing = request.method == "POST" and _chooses(request)
    data = request.POST if request.method == "POST" and not choosing else None
    initial = request.POST if choosing else _said(found)
    form = forms.LimitForm(data, initial=initial, currency=plan.currency)
    if data is not None and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("version")
        with refusals_into(form):
            try:
                saved = actions.set_limit(
                    plan,
                    actor=request.user,
                    members=_members(request),
                    limit=found,
                    anew=found is None,
                    version=seen if found is not None else None,
                    **values,
                )
            except Conflict as error:
                return both_versions(request, TEMPLATE, form, error.current, **_context(request, plan, found))
            undo = queries.last_limit(plan, saved.pk, request.user)
            url = plan_url(plan, anchor="#goal-checks")
            return done(request, url, f"The limit “{saved.name}” holds.", undo=undo)
    return ask(request, TEMPLATE, form, **_context(request, plan, found, choosing=choosing))


def _context(request: Request, plan: Any, found: Any, *, choosing: bool = False) -> dict[str, Any]:
    """What stands beside the form: the officers to choose from."""
    page = queries.plan_page(request.user, plan, today=request.today, live=False)
    chosen = _members(request) if request.method == "POST" else queries.members_of(found)
    add = request.POST.get("choose", "") if choosing else ""
    picked = queries.picking(page, chosen, add=add, typed=request.POST.get("find", "").strip())
    return {"plan": plan, "limit": found, "picked": picked}


def _chooses(request: Request) -> bool:
    """The form was sent to choose officers, not to be saved: by a ready choice, or by the enter key while finding."""
    typing = bool(request.POST.get("find", "").strip()) and "save" not in request.POST
    return "choose" in request.POST or typing


def _members(request: Request) -> set[int]:
    ticked = request.POST.getlist("member")
    rest = request.POST.get("rest", "").split(",")
    return {int(pk) for pk in (*ticked, *rest) if pk.isdecimal()}


def _said(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    return {name: getattr(found, name) for name in ("name", "least", "most", "version")}
