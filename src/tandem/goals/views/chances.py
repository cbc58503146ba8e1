"""What the workbench says of chances: which target has one, what constraints cost, and putting figures right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tandem.authority.actions import require
from tandem.core.errors import Conflict, Refused
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.goals import actions, forms, queries
from tandem.goals.views.plans import plan_url, show, to, turned


def work(request: Request, plan_id: int) -> HttpResponse:
    """Have the chances worked out now (POST), and how far that is: a line of the workbench, else all of it."""
    found = queries.get_plan(request.user, plan_id)
    if request.method == "POST":
        actions.work_out(found, actor=request.user, at=request.now)
        if not request.htmx:
            return to(plan_url(found))
    if not request.htmx:
        return show(
            request, queries.plan_page(request.user, found, today=request.today, turned=turned(request))
        )
    now = queries.working(request.user, found, queries.run_of(found), today=request.today)
    context = {"working": now, "state": ",".join(map(str, sorted(turned(request)))), "asked": True}
    return render(request, "goals/_working.html", context)


def which(request: Request, plan_id: int) -> HttpResponse:
    """Which top target has the chance asked for: a line of the workbench, and a page without a script."""
    page = _page(request, plan_id)
    form = forms.ChanceForm(request.GET or None, initial={"chance": 60})
    figure = None
    bench = queries.bench(page)
    if form.is_valid() and bench.gauge is not None:
        figure = bench.gauge.figure_at(form.cleaned_data["chance"] / 100)
    template = "goals/_which.html" if request.htmx else "goals/which.html"
    return render(request, template, {"page": page, "bench": bench, "form": form, "figure": figure})


def costs(request: Request, plan_id: int) -> HttpResponse:
    """What each lock, floor, ceiling, ramp and over-assignment costs, in points of chance."""
    page = _page(request, plan_id)
    template = "goals/_costs.html" if request.htmx else "goals/costs.html"
    return render(request, template, {"page": page, "costs": queries.costs(page)})


def fix(request: Request, plan_id: int) -> HttpResponse:
    """The figures of a fix beside the old ones, and applying it."""
    page = _page(request, plan_id)
    if request.method == "POST":
        return _apply(request, page)
    wanted = {int(pk) for pk in request.GET.getlist("target") if pk.isdigit()}
    chosen = [each.row.target.pk for each in queries.fairness(page).open]
    context: dict[str, Any] = {"page": page}
    try:
        found = actions.find_fix(
            page, [pk for pk in chosen if not wanted or pk in wanted], actor=request.user
        )
        context |= {"fix": found, "lines": queries.fix_lines(page, found.moved)}
    except Refused as error:
        context["refusal"] = error
    return render(request, "goals/fix.html", context)


def _apply(request: Request, page: Any) -> HttpResponse:
    figures, version = _figures(request), request.POST.get("version", "")
    try:
        if not figures:
            raise Refused("There is nothing to fix.", remedy="Go back to the workbench.")
        first = queries.get_target(request.user, min(figures))
        actions.apply_fix(
            first, actor=request.user, figures=figures, version=int(version) if version.isdigit() else None
        )
        entry = queries.last_fix(first, request.user)
        return done(request, plan_url(page.plan), "The fix is applied.", undo=entry)
    except (Refused, Conflict) as error:
        return render(request, "goals/fix.html", {"page": page, "refusal": error}, status=422)


def _figures(request: Request) -> dict[int, Decimal]:
    """The figures that were previewed, as the form brings them back: `figure=<target>:<amount>`."""
    found = {}
    for said in request.POST.getlist("figure"):
        pk, _, amount = said.partition(":")
        if pk.isdigit() and amount.replace(".", "", 1).isdigit():
            found[int(pk)] = Decimal(amount)
    return found


def keep(request: Request, target_id: int) -> HttpResponse:
    """Leave a figure outside the band, and say why."""
    target = queries.get_target(request.user, target_id)
    require(request.user, "goals.keep", target)
    form = forms.KeepForm(request.POST or None, initial={"reason": target.kept_reason if target.kept else ""})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.keep_target(target, actor=request.user, **form.cleaned_data)
            return done(request, plan_url(target.plan), f"{target.name}’s figure is kept.")
    return ask(request, "goals/keep.html", form, target=target, plan=target.plan)


def record(request: Request) -> HttpResponse:
    """How many of the targets with a stated chance were reached, of those the viewer may see."""
    found = queries.record_of_chances(request.user, request.today)
    return render(request, "goals/_record.html" if request.htmx else "goals/record.html", {"record": found})


def _page(request: Request, plan_id: int) -> Any:
    found = queries.get_plan(request.user, plan_id)
    return queries.plan_page(request.user, found, today=request.today)
