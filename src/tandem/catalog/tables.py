"""The list of products."""

from __future__ import annotations

from tandem.catalog import actions, queries
from tandem.catalog.models import ProductQuerySet
from tandem.core.lists import Bulk, List, by, col
from tandem.people.models import Person


class Products(List):
    """Products, sold today or not."""

    name = "catalog:products"
    title = "Products"
    record = "product"
    row_page = "catalog:product"
    columns = (
        col.Text("name", link=True, sort=True, phone=True),
        col.Text("code"),
        col.Text("family"),
        col.Text("unit"),
        col.YesNo("active", "Sold", phone=True),
        col.Moment("created_at", "Added", hidden=True),
    )
    filters = (
        by.Text("q", "Name, code or family", paths=("name", "code", "family")),
        by.YesNo("active", "Sold"),
    )
    bulk = (Bulk("catalog.retire_product", "Stop selling", actions.retire_product, done="retired"),)
    default_order = "name"

    def rows(self, viewer: Person) -> ProductQuerySet:
        """Everybody sees every product."""
        return queries.products(viewer)
