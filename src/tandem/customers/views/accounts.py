"""Pages about accounts."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.authority.actions import last_entry, require, require_owner
from tandem.core.errors import Conflict
from tandem.core.lists import render_list
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.customers import actions, forms, queries, tables


def accounts(request: Request) -> HttpResponseBase:
    return render_list(request, tables.Accounts(), "customers/accounts.html")


def account(request: Request, account_id: int) -> HttpResponse:
    page = queries.account_page(request.user, account_id)
    return render(request, "customers/account.html", {"page": page, "account": page.account})


def account_new(request: Request) -> HttpResponse:
    require_owner(request.user, "customers.add_account", request.user)
    form = forms.AccountForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        with refusals_into(form):
            added = actions.add_account(actor=request.user, **values)
            return done(request, _page(added.pk), f"{added.name} added.")
    return ask(request, "form.html", form, title="Add an account", primary="Add account")


def account_edit(request: Request, account_id: int) -> HttpResponse:
    found = queries.account(request.user, account_id)
    require(request.user, "customers.edit_account", found)
    initial = {name: getattr(found, name) for name in forms.AccountForm.base_fields}
    form = forms.AccountForm(request.POST or None, viewer=request.user, initial=initial, extra=found.extra)
    words = {"title": f"Edit {found.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                saved = actions.edit_account(found, actor=request.user, **form.cleaned_data)
                return done(
                    request, _page(saved.pk), f"{saved.name} saved.", undo=last_entry(request.user, saved)
                )
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def account_reassign(request: Request, account_id: int) -> HttpResponse:
    found = queries.account(request.user, account_id)
    require(request.user, "customers.reassign_account", found)
    form = forms.ReassignForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            given = actions.reassign_account(found, actor=request.user, to=form.cleaned_data["to"])
            words = f"{given.name} now belongs to {given.owner.name}."
            return done(request, _page(given.pk), words, undo=last_entry(request.user, given))
    return ask(request, "form.html", form, title=f"Give {found.name} to somebody else", primary="Reassign")


def account_merge(request: Request, account_id: int) -> HttpResponse:
    found = queries.account(request.user, account_id)
    require(request.user, "customers.merge_accounts", found)
    form = forms.MergeForm(
        request.POST or None,
        viewer=request.user,
        account_id=found.pk,
        initial={"other": request.GET.get("other")},
    )
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        with refusals_into(form):
            actions.merge_accounts(found, actor=request.user, other=other)
            return done(request, _page(found.pk), f"{other.name} merged into {found.name}.")
    return ask(request, "form.html", form, title=f"Merge another account into {found.name}", primary="Merge")


def account_delete(request: Request, account_id: int) -> HttpResponse:
    found = queries.account(request.user, account_id)
    require(request.user, "customers.delete_account", found)
    form = forms.ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            gone = actions.delete_account(found, actor=request.user)
            url = reverse("customers:accounts")
            return done(request, url, f"{gone.name} deleted.", undo=last_entry(request.user, gone))
    intro = "It disappears from lists and search. Reports of the past still count it, and you can undo this."
    return ask(request, "form.html", form, title=f"Delete {found.name}?", primary="Delete", intro=intro)


def pick(request: Request) -> HttpResponse:
    return JsonResponse({"results": queries.pick_accounts(request.user, request.GET.get("q", ""))})


def _page(account_id: int) -> str:
    return reverse("customers:account", args=[account_id])
