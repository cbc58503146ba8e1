"""What a view does after a form: show it again with its errors, or go on and say what was done.

form = forms.MovePerson(request.POST or None)
if request.method == "POST" and form.is_valid():
    with refusals_into(form):
        actions.move_person(person, actor=request.user, **form.cleaned_data)
        return done(request, person_url, "Olga moved to South.")
return ask(request, "people/move.html", form, person=person)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.forms import (
    BaseForm,
    ChoiceField,
    Field,
    Form,
    HiddenInput,
    IntegerField,
    ModelChoiceField,
)
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from tandem.core.errors import Conflict, Refused
from tandem.core.fields.forms import OwnFields


class VersionedForm(Form):
    """Carries the version of the row that was read, so that a second editor is told (`both_versions`)."""

    version = IntegerField(widget=HiddenInput, required=False)


@contextmanager
def refusals_into(form: BaseForm) -> Iterator[None]:
    """Turn what a rule refuses into errors of the form, at the field it names."""
    try:
        yield
    except Conflict:
        raise
    except Refused as refusal:
        at_fields = {name: words for name, words in refusal.fields.items() if name in form.fields}
        for name, words in at_fields.items():
            form.add_error(name, words)
        if not at_fields:
            form.add_error(None, f"{refusal.sentence} {refusal.remedy}".strip())


@dataclass(frozen=True)
class Both:
    """A field that somebody else changed while one was editing: theirs and yours, in words."""

    label: str
    theirs: str
    yours: str


def both_versions(
    request: HttpRequest, template: str, form: Form, current: Any, **context: Any
) -> HttpResponse:
    """Answer a Conflict: the form with what was typed, beside what the row says now. Saving again keeps yours."""
    said = form.cleaned_data
    both = [
        Both(str(form[name].label), *words)
        for name, field in form.fields.items()
        if name in said and hasattr(current, name) and name != "version"
        for words in [(_words(getattr(current, name), field), _words(said[name], field))]
        if getattr(current, name) != said[name] and words[0] != words[1]
    ]
    if isinstance(form, OwnFields):
        both += [
            Both(str(form[name].label), *(_words(each, form.fields[name]) for each in versions))
            for name, *versions in form.own_versions(current)
        ]
    data = cast(QueryDict, form.data).copy()  # of a box that was ticked twice, every tick
    data["version"] = str(current.version)
    form.data = data
    status = (
        422 if getattr(request, "htmx", False) else 409
    )  # in a dialog the form is shown again in its place
    return render(request, template, {"form": form, "both": both, **context}, status=status)


def _words(value: Any, field: Field) -> str:
    """A value as the form calls it: of a choice its label, also where the row holds the record and the form its id."""
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label).strip() for key, label in choices}
        value = labels.get(str(getattr(value, "pk", value)), value)
    if isinstance(value, list):
        value = ", ".join(_words(each, field) for each in value)
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def ask(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """The form, as a page or a dialog; status 422 when it holds errors."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def done(request: HttpRequest, url: str, words: str, *, undo: int | None = None) -> HttpResponse:
    """Go to `url` and say what was done; `undo` is the logbook entry that can be taken back."""
    tags = f"undo:{reverse('authority:undo', args=[undo])}" if undo else ""
    messages.success(request, words, extra_tags=tags)
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
