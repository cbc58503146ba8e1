"""Changes to products, price books and prices."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from tandem.authority.actions import Change, action, put_back, undoes
from tandem.authority.models import Entry
from tandem.catalog import rules
from tandem.catalog.models import Price, PriceBook, Product
from tandem.core.records import changed
from tandem.people.models import Person

PRODUCT_FIELDS = ("name", "code", "family", "description", "unit", "extra")
BOOK_FIELDS = ("name", "currency")


@action("catalog.add_product")
def add_product(
    *,
    actor: Person,
    at: datetime,
    name: str,
    code: str = "",
    external_id: str = "",
    created_at: datetime | None = None,
    **values: Any,
) -> Change:
    """Add a product that can be sold from now on. `values`: family, description, unit, extra."""
    rules.check_named(name, "product", taken=_name_taken(name))
    rules.check_code(code, taken=Product.objects.filter(code=code).exists())
    product = Product(
        name=name.strip(), code=code, external_id=external_id, created_at=created_at or at, **values
    )
    product.save(force_insert=True)
    return Change(product, {"name": [None, product.name]})


@action("catalog.edit_product")
def edit_product(product: Product, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change facts of a product. Unchanged values are not written."""
    if "name" in values:
        rules.check_named(values["name"], "product", taken=_name_taken(values["name"], but=product))
    if values.get("code"):
        others = Product.objects.filter(code=values["code"]).exclude(pk=product.pk)
        rules.check_code(values["code"], taken=others.exists())
    return Change(product, changed(product, values, PRODUCT_FIELDS))


@undoes("catalog.edit_product")
def unedit_product(product: Product, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put an edited product back."""
    return put_back(product, entry, *PRODUCT_FIELDS)


@action("catalog.retire_product")
def retire_product(product: Product, *, actor: Person, at: datetime) -> Change:
    """Stop selling a product. Deals that have it keep it."""
    return Change(product, changed(product, {"active": False}, ("active",)))


@action("catalog.retire_product")
def sell_product_again(product: Product, *, actor: Person, at: datetime) -> Change:
    """Offer a retired product again."""
    return Change(product, changed(product, {"active": True}, ("active",)))


@undoes("catalog.retire_product")
def unretire_product(product: Product, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Take back that a product was retired or offered again."""
    return put_back(product, entry, "active")


@action("catalog.set_price")
def set_price(
    product: Product, *, actor: Person, at: datetime, book: PriceBook, amount: Decimal | None
) -> Change:
    """Say what one unit costs in a price book; None takes the product out of the book."""
    before = Price.objects.filter(product=product, book=book).values_list("amount", flat=True).first()
    if amount is None:
        Price.objects.filter(product=product, book=book).delete()
    else:
        rules.check_price(amount)
        Price.objects.update_or_create(product=product, book=book, defaults={"amount": amount})
    return Change(product, {"price": [before, amount], "book": book.pk} if before != amount else {})


@undoes("catalog.set_price")
def unset_price(product: Product, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put the earlier price back."""
    before, after = entry.facts["price"]
    price = Price.objects.filter(product=product, book=entry.facts["book"])
    if before is None:
        price.delete()
    else:
        Price.objects.update_or_create(
            product=product, book_id=entry.facts["book"], defaults={"amount": Decimal(before)}
        )
    return Change(product, {"price": [after, before], "book": entry.facts["book"]})


@action("catalog.edit_book")
def add_book(*, actor: Person, at: datetime, name: str, currency: str, default: bool = False) -> Change:
    """Add a price book. The first one is the default."""
    rules.check_named(name, "price book", taken=PriceBook.objects.filter(name__iexact=name.strip()).exists())
    rules.check_currency(currency)
    first = not PriceBook.objects.exists()
    if default:
        PriceBook.objects.filter(default=True).update(default=False)
    book = PriceBook.objects.create(name=name.strip(), currency=currency, default=default or first)
    return Change(book, {"name": [None, book.name], "currency": [None, currency]})


@action("catalog.edit_book")
def edit_book(book: PriceBook, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Rename a price book or correct its currency; the prices keep their figures."""
    if "name" in values:
        others = PriceBook.objects.filter(name__iexact=values["name"].strip()).exclude(pk=book.pk)
        rules.check_named(values["name"], "price book", taken=others.exists())
    if "currency" in values:
        rules.check_currency(values["currency"])
    return Change(book, changed(book, values, BOOK_FIELDS))


@action("catalog.edit_book")
def make_default_book(book: PriceBook, *, actor: Person, at: datetime) -> Change:
    """Let new deals take their prices from this book."""
    if book.default:
        return Change(book)
    PriceBook.objects.filter(default=True).update(default=False)
    return Change(book, changed(book, {"default": True}, ("default",)))


def _name_taken(name: str, *, but: Product | None = None) -> bool:
    same = Product.objects.filter(deleted_at__isnull=True).called(name)
    return (same.exclude(pk=but.pk) if but else same).exists()
