"""The workbench: opening a plan, shaping its draft, publishing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority import organization
from tandem.authority.actions import require, require_owner
from tandem.core.errors import Conflict, Refused
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.goals import actions, forms, queries
from tandem.goals.queries.checks import words_of
from tandem.goals.rules import SPLITS


def turned(request: Request) -> set[int]:
    """The teams that are not as they begin, from the address or the form; `turn` turns one more.

    A cell of the table sends them along with htmx; without it they stand in the address of the page it was on, since a
    list of teams in each of 500 rows would be most of the page.
    """
    asked = request.GET
    if request.method == "POST" and "turned" not in asked:
        asked = request.POST
        if "turned" not in asked:
            asked = QueryDict(urlsplit(request.headers.get("Referer", "")).query)
    teams = {int(part) for part in asked.get("turned", "").split(",") if part.isdecimal()}
    turn = asked.get("turn", "")
    return teams ^ {int(turn)} if turn.isdecimal() else teams


def plan_url(plan: Any, page: Any = None, anchor: str = "") -> str:
    """The workbench, with the same teams open, at a row."""
    state = f"?turned={page.state}" if page is not None and page.state else ""
    return reverse("goals:plan", args=[plan.pk]) + state + anchor


def plan_new(request: Request) -> HttpResponse:
    require_owner(request.user, "goals.open_plan", request.user)
    currency = organization.current().currency
    initial = {
        "period": queries.next_quarter(request.today).key,
        "metric": request.GET.get("metric", "bookings"),
        "team": request.GET.get("team") or queries.plannable_teams(request.user).first(),
        "over_officers": 0,
    }
    form = forms.NewPlanForm(
        request.POST or None, viewer=request.user, today=request.today, currency=currency, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        values["period"] = queries.period_of(values["period"])
        values["weights"] = dict(SPLITS[values.pop("split")])
        with refusals_into(form):
            plan = actions.open_plan(actor=request.user, **values)
            return done(request, plan_url(plan), f"Draft for {values['period'].label} opened.")
    chosen = _chosen(form)
    metric = str(form["metric"].value())
    past = queries.lately(chosen, metric, request.today) if chosen else []
    context = {
        "past": past,
        "team": chosen,
        "currency": currency if metric == "bookings" else "",
        "lately_url": reverse("goals:lately"),
    }
    return ask(request, "goals/plan_new.html", form, **context)


def _chosen(form: forms.NewPlanForm) -> Any:
    """The team that stands in the form, when it is one that may be planned for."""
    try:
        return form.fields["team"].clean(form["team"].value())
    except ValidationError:
        return None


def lately(request: Request) -> HttpResponse:
    """The last quarters of the team chosen in the form; nothing new while another one is typed."""
    team = request.GET.get("team", "")
    if "team" in request.GET and not team:
        return HttpResponse(status=204)
    chosen = queries.plannable_team(request.user, int(team) if team.isdigit() else 0)
    metric = request.GET.get("metric", "bookings")
    metric = metric if metric in queries.METRICS else "bookings"
    currency = organization.current().currency if metric == "bookings" else ""
    past = queries.lately(chosen, metric, request.today)
    return render(request, "goals/_lately.html", {"past": past, "team": chosen, "currency": currency})


def plan(request: Request, plan_id: int) -> HttpResponse:
    found = queries.get_plan(request.user, plan_id)
    page = queries.plan_page(request.user, found, today=request.today, turned=turned(request))
    if request.htmx and "rows" in request.GET:
        wanted = {int(part) for part in request.GET["rows"].split(",") if part.isdecimal()}
        rows = [row for row in page.shown if row.target.pk in wanted]
        context = {"page": page, "rows": rows, "curves": queries.drawn(rows)}
        return render(request, "goals/_rows.html", context)
    return show(request, page)


def show(
    request: Request, page: Any, *, status: int = 200, whole: bool = False, **context: Any
) -> HttpResponse:
    """The whole workbench, or its inside for htmx; `whole`: the inside, whatever htmx asked to change."""
    inside = whole or (request.htmx and request.htmx.target == "workbench")
    template = "goals/_workbench.html" if inside else "goals/plan.html"
    turn = request.GET.get("turn", "")
    sight = queries.in_sight(page.shown, int(turn) if turn.isdecimal() else 0) if inside else []
    drawn = [row for part in sight if not part.later for row in part.rows] or page.shown
    context = {
        "page": page,
        "bench": queries.bench(page),
        "rows": drawn,
        "sight": sight,
        "curves": queries.drawn(drawn),
        "working": working(request, page),
        "undo": queries.to_undo(page, request.user) if page.plan.state == "draft" else None,
        **context,
    }
    answer = render(request, template, context, status=status)
    if whole:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#workbench", "outerHTML"
    return answer


def working(request: Request, page: Any) -> Any:
    """How up to date the chances on the page are."""
    return queries.working(request.user, page.plan, page.chances.draws.run, today=request.today)


@require_POST
def shape(request: Request, plan_id: int) -> HttpResponse:
    """Top target, split, over-assignment, answer-by: what was sent changes, typed and locked figures stay."""
    found = queries.get_plan(request.user, plan_id)
    form = forms.ShapeForm(request.POST, currency=found.currency)
    if form.is_valid():
        values = form.values()
        other = None
        if "top" in values and not form.saw_top(found.top):
            other = queries.top_set_by_another(request.user, found)
        if other is not None:
            top = words_of(found, found.top)
            form.add_error(
                "top", f"{other.name} set it to {top} meanwhile. Set yours again if it should stand."
            )
        with refusals_into(form):
            if other is None:
                actions.resplit(found, actor=request.user, keep_typed=True, **values)
                return _again(request, plan_id)
    page = queries.plan_page(
        request.user, queries.get_plan(request.user, plan_id), today=request.today, turned=turned(request)
    )
    return show(request, page, status=422, shape=form)


@require_POST
def rerun(request: Request, plan_id: int) -> HttpResponse:
    """Run the split again with today's history and pipeline; locks stay, typed figures go."""
    found = queries.get_plan(request.user, plan_id)
    try:
        actions.resplit(found, actor=request.user)
    except Refused as refusal:
        page = queries.plan_page(request.user, found, today=request.today, turned=turned(request))
        return show(request, page, status=422, refusal=refusal)
    return _again(request, plan_id)


def _again(request: Request, plan_id: int) -> HttpResponse:
    found = queries.get_plan(request.user, plan_id)
    page = queries.plan_page(request.user, found, today=request.today, turned=turned(request))
    if request.htmx:
        return show(request, page)
    return to(plan_url(found, page))


def to(url: str) -> HttpResponse:
    """On to another page after a change."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def split(request: Request, plan_id: int) -> HttpResponse:
    """Weights of one's own, and the over-assignment of each level."""
    found = queries.get_plan(request.user, plan_id)
    require(request.user, "goals.break_down", found)
    initial = {**found.weights, "over_officers": found.over_officers, "over_teams": found.over_teams}
    form = forms.SplitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.resplit(found, actor=request.user, keep_typed=True, **form.values())
            return done(request, plan_url(found), "Split changed.")
    intro = "Each part is worked out as if it alone decided; the shares are then mixed in these percentages."
    return ask(request, "form.html", form, title="Weights of the split", primary="Split again", intro=intro)


def publish(request: Request, plan_id: int) -> HttpResponse:
    """Say who will be asked, then ask them."""
    found = queries.get_plan(request.user, plan_id)
    require(request.user, "goals.publish", found)
    page = queries.plan_page(request.user, found, today=request.today)
    refusal = None
    if request.method == "POST":
        seen = request.POST.get("version", "")
        try:
            version = int(seen) if seen.isdecimal() else None
            published = actions.publish(found, actor=request.user, version=version)
            return done(request, plan_url(published), f"Goals for {page.label} published.")
        except (Refused, Conflict) as error:
            refusal = error
    context = {
        "page": page,
        "bench": queries.bench(page),
        "asked": queries.whom_to_ask(request.user, page),
        "refusal": refusal,
    }
    return render(request, "goals/publish.html", context, status=422 if refusal else 200)


@require_POST
def drop(request: Request, plan_id: int) -> HttpResponse:
    found = queries.get_plan(request.user, plan_id)
    actions.drop_plan(found, actor=request.user)
    return done(request, reverse("goals:index"), "Draft dropped.")


def versions(request: Request, plan_id: int) -> HttpResponse:
    """What became of the plan: every edit of the draft, every figure since."""
    found = queries.get_plan(request.user, plan_id)
    page = queries.plan_page(request.user, found, today=request.today)
    told = queries.history_of(page, request.user)
    return render(request, "goals/versions.html", {"page": page, "told": told})
