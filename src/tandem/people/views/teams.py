"""The tree of teams: seen by everybody, shaped by administrators, by drag or by menu."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.authority.actions import last_entry, require_owner
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.people import actions, forms, queries

MOVING = (
    "What {} reached in the periods that run goes with it. Periods that are over stay as they were: they are counted "
    "by the tree of their last day."
)


def teams(request: Request) -> HttpResponse:
    with_left = request.GET.get("left") == "1"
    tree = queries.team_tree(request.user, with_left=with_left)
    return render(request, "people/teams.html", {"tree": tree, "with_left": with_left})


def team_new(request: Request) -> HttpResponse:
    require_owner(request.user, "people.shape_teams", request.user)
    form = forms.TeamForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with refusals_into(form):
            added = actions.add_team(
                actor=request.user, name=values["name"], parent=values["parent"], manager=values["manager"]
            )
            return done(request, reverse("people:teams"), f"Team {added.name} added.")
    return ask(request, "form.html", form, title="Add a team", primary="Add team")


def team_edit(request: Request, team_id: int) -> HttpResponse:
    require_owner(request.user, "people.shape_teams", request.user)
    team = queries.team(team_id)
    initial = {"name": team.name, "manager": team.manager_id, "version": team.version}
    form = forms.TeamForm(request.POST or None, with_parent=False, initial=initial)
    words = {"title": f"Edit team {team.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_team(team, actor=request.user, **form.cleaned_data)
                return done(request, reverse("people:teams"), f"Team {form.cleaned_data['name']} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def team_move(request: Request, team_id: int) -> HttpResponse:
    require_owner(request.user, "people.shape_teams", request.user)
    team = queries.team(team_id)
    initial = {"parent": request.GET.get("parent", team.parent_id), "version": team.version}
    form = forms.TeamParentForm(request.POST or None, initial=initial)
    words = {"title": f"Move team {team.name}", "primary": "Move team", "intro": MOVING.format(team.name)}
    if request.method == "POST" and form.is_valid():
        parent, version = form.cleaned_data["parent"], form.cleaned_data["version"]
        try:
            with refusals_into(form):
                moved = actions.move_team(team, actor=request.user, version=version, parent=parent)
                said = f"Team {team.name} now belongs to {parent.name}."
                return done(request, reverse("people:teams"), said, undo=last_entry(request.user, moved))
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def team_remove(request: Request, team_id: int) -> HttpResponse:
    require_owner(request.user, "people.shape_teams", request.user)
    team = queries.team(team_id)
    form = forms.ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.remove_team(team, actor=request.user)
            return done(request, reverse("people:teams"), f"Team {team.name} removed.")
    intro = "Only a team that never had people can be removed."
    return ask(
        request, "form.html", form, title=f"Remove team {team.name}?", primary="Remove team", intro=intro
    )


def pick(request: Request, *, own: bool = False) -> HttpResponse:
    """All teams, as everybody sees the tree; `own`: those below whom one leads."""
    teams = queries.teams_under(request.user) if own else queries.all_teams()
    return JsonResponse({"results": queries.pick_teams(teams, request.GET.get("q", ""))})
