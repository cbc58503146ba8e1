"""Dialogs about the days on which somebody does not work."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import last_entry, require, require_owner
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.people import absences, forms, queries


def _page(person_id: int) -> str:
    return reverse("people:person", args=[person_id])


def absence_new(request: Request, person_id: int) -> HttpResponse:
    person = queries.visible_person(request.user, person_id)
    require_owner(request.user, "people.record_absence", person)
    form = forms.AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            values = {name: form.cleaned_data[name] for name in absences.EDITABLE}
            saved = absences.record_absence(person, actor=request.user, **values)
            words = "Absence saved. The chances count it from the next run."
            return done(request, _page(person.pk), words, undo=last_entry(request.user, saved))
    return ask(request, "form.html", form, title=f"When is {person.name} away?", primary="Save absence")


def absence_edit(request: Request, absence_id: int) -> HttpResponse:
    found = queries.get_absence(request.user, absence_id)
    require(request.user, "people.edit_absence", found)
    initial = {name: getattr(found, name) for name in forms.AbsenceForm.base_fields}
    form = forms.AbsenceForm(request.POST or None, initial=initial)
    words = {"title": f"Absence of {found.person.name}", "primary": "Save absence"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                saved = absences.edit_absence(found, actor=request.user, **form.cleaned_data)
                undo = last_entry(request.user, saved)
                return done(request, _page(found.person_id), "Absence saved.", undo=undo)
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


@require_POST
def absence_withdraw(request: Request, absence_id: int) -> HttpResponse:
    found = queries.get_absence(request.user, absence_id)
    gone = absences.withdraw_absence(found, actor=request.user)
    undo = last_entry(request.user, gone)
    return done(request, _page(found.person_id), "Absence withdrawn.", undo=undo)
