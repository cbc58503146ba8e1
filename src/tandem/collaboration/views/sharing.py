"""Sharing a record, and lending one's decisions."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.delegating import delegate as lend
from tandem.authority.delegating import delegations_of, revoke
from tandem.authority.sharing import share as show
from tandem.authority.sharing import shares_of, unshare
from tandem.collaboration import queries
from tandem.collaboration.answering import done
from tandem.collaboration.forms import DelegateForm, ShareForm, UnshareForm, refuse
from tandem.core.errors import Refused
from tandem.core.requests import Request

SHARED = "collaboration:shared"


def share(request: Request) -> HttpResponse:
    """Who a record is shared with, and with whom it shall be."""
    given = request.POST if request.method == "POST" else request.GET
    record = queries.get_record(request.user, given.get("about", ""), given.get("id", ""))
    form = ShareForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        person, to_work = form.cleaned_data["person"], form.cleaned_data["to_work"] == "work"
        try:
            show(record, actor=request.user, person=person, to_work=to_work)
            to = queries.link_of(record) or reverse("collaboration:waiting")
            return done(request, f"Shared with {person.name}.", event=SHARED, to=to)
        except Refused as error:
            refuse(form, error)
    context = {
        "form": form,
        "record": record,
        "label": record._meta.label_lower,
        "shares": shares_of(record),
    }
    return render(request, "collaboration/share.html", context, status=422 if form.is_bound else 200)


@require_POST
def stop_sharing(request: Request) -> HttpResponse:
    """End one share of a record."""
    record = queries.get_record(request.user, request.POST.get("about", ""), request.POST.get("id", ""))
    form = UnshareForm(request.POST, shares=shares_of(record))
    if not form.is_valid():
        raise Refused("This is not shared with them any more.")
    person = form.cleaned_data["share"].person
    unshare(record, actor=request.user, person=person)
    to = queries.link_of(record) or reverse("collaboration:waiting")
    return done(request, f"{person.name} does not see it any more.", event=SHARED, to=to)


def delegate(request: Request) -> HttpResponse:
    """Who decides for the viewer, and for whom the viewer decides."""
    form = DelegateForm(request.POST or None, viewer=request.user, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            lend(actor=request.user, **form.cleaned_data)
            said = f"{form.cleaned_data['deputy'].name} decides for you on these days."
            return done(request, said, event=SHARED, to=reverse("collaboration:delegate"))
        except Refused as error:
            refuse(form, error)
    context = {"form": form, "delegations": delegations_of(request.user, request.today)}
    return render(request, "collaboration/delegate.html", context, status=422 if form.is_bound else 200)


@require_POST
def end_delegation(request: Request, pk: int) -> HttpResponse:
    """End a delegation at once."""
    found = queries.get_delegation(request.user, pk, today=request.today)
    revoke(found, actor=request.user)
    return done(request, "Delegation ended.", event=SHARED, to=reverse("collaboration:delegate"))
