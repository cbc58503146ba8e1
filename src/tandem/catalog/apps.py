from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE


class CatalogConfig(AppConfig):
    """Products and price books."""

    name = "tandem.catalog"
    label = "catalog"

    imports = ["tandem.catalog.imports.PRODUCTS"]

    #                       officer manager executive administrator
    grants = {
        "catalog.see": (ALL, ALL, ALL, ALL),
        "catalog.add_product": (NONE, NONE, NONE, ALL),
        "catalog.edit_product": (NONE, NONE, NONE, ALL),
        "catalog.retire_product": (NONE, NONE, NONE, ALL),
        "catalog.set_price": (NONE, NONE, NONE, ALL),
        "catalog.edit_book": (NONE, NONE, NONE, ALL),
    }
    events = {
        "catalog.add_product": "added this product",
        "catalog.edit_product": "edited this product",
        "catalog.retire_product": "changed whether this product is sold",
        "catalog.set_price": "changed the price of this product",
        "catalog.edit_book": "changed a price book",
    }
