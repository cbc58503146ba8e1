"""The tree of teams: seen by everybody, shaped by administrators, by drag or by menu."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.authority.actions import last_entry, require_owner
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.people import actions, forms, queries


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
            parent = queries.team(values["parent"]) if values["parent"] else None
            added = actions.add_team(
                actor=request.user, name=values["name"], parent=parent, manager=values["manager"]
            )
            return done(request, reverse("people:teams"), f"Team {added.name} added.")
    return ask(request, "form.html", form, title="Add a team", primary="Add team")


def team_edit(request: Request, team_id: int) -> HttpResponse:
    require_owner(request.user, "people.shape_teams", request.user)
    team = queries.team(team_id)
    form = forms.TeamForm(
        request.POST or None, with_parent=False, initial={"name": team.name, "manager": team.manager_id}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.edit_team(team, actor=request.user, **form.cleaned_data)
            return done(request, reverse("people:teams"), f"Team {form.cleaned_data['name']} saved.")
    return ask(request, "form.html", form, title=f"Edit team {team.name}", primary="Save")


def team_move(request: Request, team_id: int) -> HttpResponse:
    require_owner(request.user, "people.shape_teams", request.user)
    team = queries.team(team_id)
    form = forms.TeamParentForm(
        request.POST or None, initial={"parent": request.GET.get("parent", team.parent_id)}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            parent = queries.team(form.cleaned_data["parent"])
            moved = actions.move_team(team, actor=request.user, parent=parent)
            words = f"Team {team.name} now belongs to {parent.name}."
            return done(request, reverse("people:teams"), words, undo=last_entry(request.user, moved))
    return ask(request, "form.html", form, title=f"Move team {team.name}", primary="Move team")


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
