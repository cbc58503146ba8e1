"""Reads about products and prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404

from tandem.authority.reach import may
from tandem.catalog.models import Price, PriceBook, Product, ProductQuerySet
from tandem.core.money import Money
from tandem.people.models import Person


def products(viewer: Person) -> ProductQuerySet:
    """Every product, sold today or not."""
    return Product.objects.visible_to(viewer)


def books(viewer: Person) -> Sequence[PriceBook]:
    """The price books, the default one first."""
    return list(PriceBook.objects.all()) if may(viewer, "catalog.see") else []


def get_product(viewer: Person, product_id: int) -> Product:
    """One product, or Http404."""
    product = products(viewer).filter(pk=product_id).first()
    if product is None:
        raise Http404("There is no such product.")
    return product


def get_book(viewer: Person, book_id: int) -> PriceBook:
    """One price book, or Http404."""
    book = PriceBook.objects.filter(pk=book_id).first() if may(viewer, "catalog.see") else None
    if book is None:
        raise Http404("There is no such price book.")
    return book


@dataclass(frozen=True)
class Priced:
    """A price book and what a product costs in it, None where it has no price there."""

    book: PriceBook
    price: Money | None


def prices_of(viewer: Person, product: Product) -> list[Priced]:
    """A product's price in every book."""
    found = dict(Price.objects.filter(product=product).values_list("book_id", "amount"))
    return [
        Priced(book, Money(found[book.pk], book.currency) if book.pk in found else None)
        for book in books(viewer)
    ]


def list_prices(product_ids: Iterable[int], currency: str) -> dict[int, Decimal]:
    """What each product costs in a currency: in the default book when it has that currency, else the first such."""
    rows = Price.objects.filter(product__in=list(product_ids), book__currency=currency)
    found: dict[int, Decimal] = {}
    for product, amount in rows.order_by("-book__default", "book__name").values_list("product_id", "amount"):
        found.setdefault(product, amount)
    return found
