"""Settings of the organization, limits, the audit log, and taking back."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tandem.authority import actions, auditing, configuring, forms, queries
from tandem.authority.actions import require_owner
from tandem.authority.grants import ROLES, limit_words
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into


def organization(request: Request) -> HttpResponse:
    require_owner(request.user, "authority.configure", request.user)
    row = queries.organization()
    initial = {name: getattr(row, name) for name in (*configuring.FIELDS, "version")}
    form = forms.OrganizationForm(request.POST or None, initial=initial, visibilities=queries.visibilities())
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in configuring.FIELDS}
        try:
            with refusals_into(form):
                configuring.configure(actor=request.user, seen=form.cleaned_data["version"], **values)
                return done(request, reverse("authority:organization"), "The organization is saved.")
        except Conflict as conflict:
            return both_versions(request, "authority/organization.html", form, conflict.current)
    return ask(request, "authority/organization.html", form)


def limits(request: Request) -> HttpResponse:
    require_owner(request.user, "authority.configure", request.user)
    table = queries.limit_table()
    words = limit_words()
    rows = [
        (verb, *words[verb], [(role, by_role[role]) for role in ROLES]) for verb, by_role in table.items()
    ]
    return render(request, "authority/limits.html", {"rows": rows, "roles": ROLES})


def limit(request: Request, verb: str, role: str) -> HttpResponse:
    require_owner(request.user, "authority.configure", request.user)
    if verb not in limit_words() or role not in ROLES:
        raise Http404("There is no such limit.")
    words, unit = limit_words()[verb]
    current = queries.limit_table()[verb][role]
    form = forms.LimitForm(request.POST or None, initial={"most": current})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            configuring.set_limit(actor=request.user, verb=verb, role=role, **form.cleaned_data)
            return done(request, reverse("authority:limits"), "The limit is saved.")
    form.fields["most"].help_text = f"{unit[0].upper()}{unit[1:]}. Empty: without limit."
    return ask(request, "form.html", form, title=f"{words}: limit of the {role}", primary="Save limit")


def audit(request: Request) -> HttpResponse:
    label, _, pk = request.GET.get("record", "").partition(":")
    if (
        label and pk.isdecimal()
    ):  # picked in the form: from here on it is a part of the address like any other filter
        address = request.GET.copy()
        for name in ("record", "before"):
            address.pop(name, None)
        address["about"], address["about_id"] = label, pk
        return redirect(f"{reverse('authority:audit')}?{address.urlencode()}")
    form = forms.AuditForm(
        request.GET or None, verbs=auditing.verbs(), people=queries.actors(request.user), auto_id="audit-%s"
    )
    page = auditing.audit(request.user, auditing.AuditFilter(**form.asked()))
    return render(request, "authority/audit.html", {"form": form, "page": page})


@require_POST
def undo(request: Request, entry_id: int) -> HttpResponse:
    actions.undo(queries.own_entry(request.user, entry_id), actor=request.user)
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return redirect(back)
