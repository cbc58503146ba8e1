"""Two years of bookings for the cast, put into the database at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from tandem.catalog.actions import add_product
from tandem.catalog.models import Product
from tandem.deals.models import DealLine
from tandem.goals.tests.make import won
from tests.cast import Cast

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def history(cast: Cast, months: int = 26) -> dict[str, Product]:
    """A deal a month of Olga's (North), Otto's (Harbor, below North) and Pia's (South) until November 2026, each half a
    lathe and half a press; Pia's have no product.
    """
    lathe = add_product(actor=cast.adam, at=AT, name="Lathe")
    press = add_product(actor=cast.adam, at=AT, name="Press")
    random = np.random.default_rng(7)
    for back in range(months):
        number = 2026 * 12 + 10 - back
        day = date(number // 12, number % 12 + 1, 10)
        for person, usual in ((cast.olga, 50_000), (cast.otto, 30_000), (cast.pia, 20_000)):
            deal = won(person, round(usual * random.uniform(0.7, 1.3)), day)
            if person != cast.pia:
                for product in (lathe, press):
                    DealLine.objects.create(deal=deal, product=product, unit_price=Decimal(100))
    return {"lathe": lathe, "press": press}
