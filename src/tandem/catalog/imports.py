"""Importing products."""

from __future__ import annotations

from tandem.core.imports.kinds import ImportField, ImportKind, words

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

PRODUCTS = ImportKind(
    name="products",
    label="Products",
    objects=("product", "item", "produkt"),
    fields=FIELDS,
    signs=("name", "price", "family", "code", "unit"),
    verb="catalog.add_product",
    needs_currency=True,
)
