"""Pages about contacts."""

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


def contacts(request: Request) -> HttpResponseBase:
    return render_list(request, tables.Contacts(), "customers/contacts.html")


def contact(request: Request, contact_id: int) -> HttpResponse:
    return render(
        request, "customers/contact.html", {"contact": queries.contact_page(request.user, contact_id)}
    )


def contact_new(request: Request) -> HttpResponse:
    require_owner(request.user, "customers.add_contact", request.user)
    initial = {"account": request.GET.get("account")}
    form = forms.ContactForm(request.POST or None, viewer=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {
            name: value for name, value in form.cleaned_data.items() if name not in ("version", "account")
        }
        account = form.cleaned_data["account"]
        with refusals_into(form):
            added = actions.add_contact(*([account] if account else []), actor=request.user, **values)
            url = reverse("customers:account", args=[account.pk]) if account else _page(added.pk)
            return done(request, url, f"{added.name} added.")
    return ask(request, "form.html", form, title="Add a contact", primary="Add contact")


def contact_edit(request: Request, contact_id: int) -> HttpResponse:
    found = queries.contact_page(request.user, contact_id)
    require(request.user, "customers.edit_contact", found)
    initial = {name: getattr(found, name) for name in forms.ContactForm.base_fields}
    form = forms.ContactForm(request.POST or None, viewer=request.user, initial=initial, extra=found.extra)
    words = {"title": f"Edit {found.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                saved = actions.edit_contact(found, actor=request.user, **form.cleaned_data)
                return done(
                    request, _page(saved.pk), f"{saved.name} saved.", undo=last_entry(request.user, saved)
                )
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


def contact_delete(request: Request, contact_id: int) -> HttpResponse:
    found = queries.contact_page(request.user, contact_id)
    require(request.user, "customers.delete_contact", found)
    form = forms.ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            gone = actions.delete_contact(found, actor=request.user)
            url = reverse("customers:contacts")
            return done(request, url, f"{gone.name} deleted.", undo=last_entry(request.user, gone))
    intro = "It disappears from lists and search, and you can undo this."
    return ask(request, "form.html", form, title=f"Delete {found.name}?", primary="Delete", intro=intro)


def pick(request: Request) -> HttpResponse:
    account = request.GET.get("account", "")
    account_id = int(account) if account.isdigit() else None
    return JsonResponse(
        {"results": queries.pick_contacts(request.user, request.GET.get("q", ""), account_id)}
    )


def _page(contact_id: int) -> str:
    return reverse("customers:contact", args=[contact_id])
