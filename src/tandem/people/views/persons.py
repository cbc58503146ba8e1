"""Pages about persons, for administrators; everybody may look at a colleague."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require, require_owner
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.people import actions, forms, handing_over, queries
from tandem.people.signing_in import reset_second_factor


def _page(person_id: int) -> str:
    return reverse("people:person", args=[person_id])


def person(request: Request, person_id: int) -> HttpResponse:
    page = queries.person_page(request.user, person_id)
    return render(request, "people/person.html", {"page": page, "person": page.person})


def person_new(request: Request) -> HttpResponse:
    require_owner(request.user, "people.add", request.user)
    form = forms.NewPersonForm(request.POST or None, initial={"team": request.GET.get("team")})
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        with refusals_into(form):
            added = actions.add_person(actor=request.user, **values)
            return done(request, _page(added.pk), f"{added.name} added.")
    return ask(request, "form.html", form, title="Add a person", primary="Add person")


def person_edit(request: Request, person_id: int) -> HttpResponse:
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.edit", found)
    initial = {name: getattr(found, name) for name in forms.PersonForm.base_fields}
    form = forms.PersonForm(request.POST or None, initial=initial)
    words = {"title": f"Edit {found.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_person(found, actor=request.user, **form.cleaned_data)
                return done(request, _page(found.pk), f"{found.name} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def person_move(request: Request, person_id: int) -> HttpResponse:
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.move", found)
    asked = request.GET.get("team", found.team_id)
    initial = {"team": asked, "since": request.today, "version": found.version}
    form = forms.MoveForm(request.POST or None, initial=initial)
    words = {"title": f"Move {found.name} to another team", "primary": "Move"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.move_person(found, actor=request.user, **form.cleaned_data)
                said = f"{found.name} moved to {form.cleaned_data['team'].name}."
                return done(request, reverse("people:teams"), said)
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def person_role(request: Request, person_id: int) -> HttpResponse:
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.change_role", found)
    form = forms.RoleForm(request.POST or None, initial={"role": found.role, "version": found.version})
    words = {"title": f"Change {found.name}’s role", "primary": "Change role"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.change_role(found, actor=request.user, **form.cleaned_data)
                return done(request, _page(found.pk), f"{found.name}’s role changed.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def person_leave(request: Request, person_id: int) -> HttpResponse:
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.deactivate", found)
    form = forms.LeaveForm(request.POST or None, viewer=request.user, person=found)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        with refusals_into(form):
            count = handing_over.deactivate(found, actor=request.user, heir=heir)
            return done(
                request, _page(found.pk), f"{found.name} deactivated, {count} records went to {heir.name}."
            )
    return ask(request, "form.html", form, title=f"Deactivate {found.name}", primary="Deactivate")


@require_POST
def person_return(request: Request, person_id: int) -> HttpResponse:
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.reactivate", found)
    actions.reactivate_person(found, actor=request.user)
    return done(request, _page(found.pk), f"{found.name} works here again.")


def person_invite(request: Request, person_id: int) -> HttpResponse:
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.invite", found)
    form = forms.InviteForm(request.POST or None, initial={"email": found.email, "version": found.version})
    words = {"title": f"Invite {found.name} to sign in", "primary": "Make the link"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                link = actions.invite_person(found, actor=request.user, **form.cleaned_data)
                url = request.build_absolute_uri(link)
                return render(request, "people/invited.html", {"person": found, "link": url})
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def person_second_factor(request: Request, person_id: int) -> HttpResponse:
    """Ask before a person's second factor is taken away."""
    found = queries.visible_person(request.user, person_id)
    require(request.user, "people.reset_second_factor", found)
    if request.method == "POST":
        reset_second_factor(found, actor=request.user)
        return done(request, _page(found.pk), f"{found.name} signs in with the password alone now.")
    return render(request, "people/second_factor.html", {"person": found})


def pick(request: Request, among: str = "working") -> HttpResponse:
    return JsonResponse({"results": queries.pick_people(request.user, request.GET.get("q", ""), among)})
