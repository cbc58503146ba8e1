"""Importing products."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from tandem.authority import organization
from tandem.catalog.actions import (
    add_book,
    add_product,
    edit_product,
    retire_product,
    sell_product_again,
    set_price,
)
from tandem.catalog.models import Price, PriceBook, Product
from tandem.core.imports.kinds import ImportField, ImportKind, Reference, Run, Saved, words
from tandem.core.imports.words import fold
from tandem.people.models import Person

FIELDS = (
    ImportField(
        "name",
        "Product",
        words(
            "product name, name, item, item name, article, title, produkt, produktname, artikel, produit, "
            "producto, prodotto"
        ),
        required=True,
    ),
    ImportField(
        "code",
        "Code",
        words("product code, sku, item number, article number, part number, artikelnummer, référence"),
    ),
    ImportField(
        "family",
        "Family",
        words(
            "series, product family, product line, category, product category, group, type, produktfamilie, "
            "kategorie, gamme"
        ),
    ),
    ImportField(
        "price",
        "List price",
        words("sales price, price, unit price, amount, product price, listenpreis, preis, prix, precio"),
        parse="money",
    ),
    ImportField(
        "currency",
        "Currency",
        words("price currency, product currency, currency code, currency iso code, währung, devise, moneda"),
        parse="currency",
    ),
    ImportField("unit", "Unit", words("product unit, unit of measure, einheit, unité")),
    ImportField("external_id", "Id in the other system", words("product id, record id, id")),
    ImportField("description", "Description", words("notes, product description, beschreibung")),
)

FACTS = ("family", "unit", "description", "code")


def find_products(actor: Person, text: str) -> list[Product]:
    """Which product a cell means: by id of the other system, by code or by name."""
    mine = Product.objects.visible_to(actor)
    exact = list(mine.filter(Q(external_id=text) | Q(code=text))[:2])
    return exact or list(mine.called(text)[:5])


def product_names(actor: Person) -> Iterator[str]:
    """Names to propose."""
    return Product.objects.visible_to(actor).values_list("name", flat=True).iterator()


def create_product(actor: Person, text: str) -> Product:
    """A product of which only the name is known."""
    return add_product(actor=actor, name=text)


PRODUCT = Reference("product", find_products, product_names, create_product)


def identity(values: dict[str, Any]) -> str:
    """The id of the other system, else the name."""
    return f"id {values['external_id']}" if values.get("external_id") else fold(values.get("name", ""))


class ProductSaver:
    """Saves products, and their prices in the price book of the currency."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Nothing: a file of products is short."""

    def find(self, values: dict[str, Any]) -> Product | None:
        """The product a row is about, by id, code or name."""
        mine = Product.objects.filter(deleted_at__isnull=True)
        for key in ("external_id", "code"):
            if values.get(key):
                found = mine.filter(**{key: values[key]}).first()
                if found is not None:
                    return found
        return mine.called(values["name"]).first()

    def save(self, values: dict[str, Any]) -> Saved:
        """Add or edit one product, and set its price."""
        common: dict[str, Any] = {"actor": self.run.actor, "at": self.run.at}
        facts = {key: values[key] for key in FACTS if values.get(key)}
        product = self.find(values)
        created = product is None
        before = 0 if product is None else product.version
        if product is None:
            product = add_product(
                **common, name=values["name"], external_id=values.get("external_id", ""), **facts
            )
        else:
            product = self.change(product, {"name": values["name"], **facts}, common)
        priced = self.set_price(product, values, common)
        if created:
            return Saved("created", product)
        return Saved("changed" if priced or product.version != before else "unchanged", product)

    def change(self, product: Product, facts: dict[str, Any], common: dict[str, Any]) -> Product:
        """Bring a product up to what the row says; one that was retired is sold again."""
        if not product.active:
            product = sell_product_again(product, **common)
        edited = {key: value for key, value in facts.items() if getattr(product, key) != value}
        return edit_product(product, **common, **edited) if edited else product

    def set_price(self, product: Product, values: dict[str, Any], common: dict[str, Any]) -> bool:
        """Whether the price had to be set."""
        amount, named = values.get("price") or (None, "")
        if amount is None:
            return False
        currency = values.get("currency") or named or self.run.currency or organization.current().currency
        book = PriceBook.objects.filter(currency=currency).order_by("-default", "pk").first()
        if book is None:
            book = add_book(**common, name=f"List prices in {currency}", currency=currency)
        if Price.objects.filter(product=product, book=book, amount=amount).exists():
            return False
        set_price(product, **common, book=book, amount=amount)
        return True

    def link(self, values: dict[str, Any], field: ImportField, other: Any) -> Saved:
        """Products refer to nothing of their own file."""
        raise NotImplementedError


def take_back(product: Product, actor: Person) -> None:
    """Stop selling a product that an import had added: deals may have it by now."""
    retire_product(product, actor=actor)


PRODUCTS = ImportKind(
    name="products",
    label="Products",
    objects=("product", "item", "produkt"),
    fields=FIELDS,
    signs=("name", "price", "family", "code", "unit"),
    verb="catalog.add_product",
    references={},
    identity=identity,
    open=ProductSaver,
    take_back={"catalog.product": take_back},
)
