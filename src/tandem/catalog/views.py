"""Pages about products and prices."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require_owner
from tandem.catalog import actions, forms, queries, tables
from tandem.core.errors import Conflict
from tandem.core.lists import render_list
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into


def _page(product_id: int) -> str:
    return reverse("catalog:product", args=[product_id])


def _typed(form: forms.VersionedForm) -> dict[str, Any]:
    """What was typed about something new, which has no version yet."""
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def products(request: Request) -> HttpResponseBase:
    return render_list(request, tables.Products(), "catalog/products.html", books=queries.books(request.user))


def product(request: Request, product_id: int) -> HttpResponse:
    found = queries.get_product(request.user, product_id)
    context = {"product": found, "prices": queries.prices_of(request.user, found)}
    return render(request, "catalog/product.html", context)


def product_new(request: Request) -> HttpResponse:
    require_owner(request.user, "catalog.add_product", request.user)
    form = forms.ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            added = actions.add_product(actor=request.user, **_typed(form))
            return done(request, _page(added.pk), f"{added.name} added.")
    return ask(request, "form.html", form, title="Add a product", primary="Add product")


def product_edit(request: Request, product_id: int) -> HttpResponse:
    require_owner(request.user, "catalog.edit_product", request.user)
    found = queries.get_product(request.user, product_id)
    initial = {name: getattr(found, name) for name in forms.ProductForm.base_fields}
    form = forms.ProductForm(request.POST or None, initial=initial)
    words = {"title": f"Edit {found.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_product(found, actor=request.user, **form.cleaned_data)
                return done(request, _page(found.pk), f"{form.cleaned_data['name']} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


@require_POST
def product_sold(request: Request, product_id: int) -> HttpResponse:
    """Stop selling a product, or sell it again."""
    found = queries.get_product(request.user, product_id)
    if found.active:
        actions.retire_product(found, actor=request.user)
        return done(request, _page(found.pk), f"{found.name} is no longer sold.")
    actions.sell_product_again(found, actor=request.user)
    return done(request, _page(found.pk), f"{found.name} is sold again.")


def price(request: Request, product_id: int, book_id: int) -> HttpResponse:
    require_owner(request.user, "catalog.set_price", request.user)
    found, book = queries.get_product(request.user, product_id), queries.get_book(request.user, book_id)
    current = {one.book.pk: one.price for one in queries.prices_of(request.user, found)}.get(book.pk)
    form = forms.PriceForm(request.POST or None, initial={"amount": current.amount if current else None})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_price(found, actor=request.user, book=book, amount=form.cleaned_data["amount"])
            return done(request, _page(found.pk), "Price saved.")
    title = f"{found.name} in {book.name} ({book.currency})"
    return ask(request, "form.html", form, title=title, primary="Save price")


def book_new(request: Request) -> HttpResponse:
    require_owner(request.user, "catalog.edit_book", request.user)
    form = forms.BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            added = actions.add_book(actor=request.user, **_typed(form))
            return done(request, reverse("catalog:products"), f"{added.name} added.")
    return ask(request, "form.html", form, title="Add a price book", primary="Add price book")


def book_edit(request: Request, book_id: int) -> HttpResponse:
    require_owner(request.user, "catalog.edit_book", request.user)
    book = queries.get_book(request.user, book_id)
    initial = {name: getattr(book, name) for name in forms.BookForm.base_fields}
    form = forms.BookForm(request.POST or None, initial=initial)
    words = {"title": f"Edit {book.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_book(book, actor=request.user, **form.cleaned_data)
                return done(request, reverse("catalog:products"), f"{form.cleaned_data['name']} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


@require_POST
def book_default(request: Request, book_id: int) -> HttpResponse:
    book = queries.get_book(request.user, book_id)
    actions.make_default_book(book, actor=request.user)
    return done(request, reverse("catalog:products"), f"New deals take their prices from {book.name}.")
