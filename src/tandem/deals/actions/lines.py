"""The products on a deal. With lines, the deal's amount is their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404

from tandem.authority.actions import Change, action, same_version
from tandem.catalog.models import Product
from tandem.catalog.queries import list_prices
from tandem.core.errors import Refused
from tandem.deals import rules
from tandem.deals.actions.history import amount_of, took, with_currency, written
from tandem.deals.models import Deal, DealLine
from tandem.people.models import Person

LINE_FIELDS = ("quantity", "unit_price", "discount")


@dataclass(frozen=True)
class NewLine:
    """A line to be. Without `unit_price` the price book's price in the deal's currency is taken."""

    product: Product
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    discount: Decimal = Decimal(0)


@action("deals.lines")
def add_line(
    deal: Deal,
    *,
    actor: Person,
    at: datetime,
    product: Product,
    quantity: Decimal = Decimal(1),
    unit_price: Decimal | None = None,
    discount: Decimal = Decimal(0),
) -> Change:
    """Put a product on an open deal."""
    rules.check_open(deal.state, "change the products of")
    [line] = built(deal, [NewLine(product, quantity, unit_price, discount)], after=deal.lines.count())
    line.save(force_insert=True)
    return Change(deal, {"line": [None, _as_fact(line)], **_sum_up(deal)})


@action("deals.lines")
def edit_line(
    deal: Deal, *, actor: Person, at: datetime, line_id: int, line_version: int | None = None, **values: Any
) -> Change:
    """Change quantity, unit price or discount of a line of an open deal. `line_version`: as the actor read it."""
    rules.check_open(deal.state, "change the products of")
    line = _line(deal, line_id)
    same_version(line, line_version)
    before = _as_fact(line)
    for name, value in values.items():
        if name not in LINE_FIELDS:
            raise TypeError(f"DealLine.{name} cannot be edited by this action.")
        setattr(line, name, value)
    rules.check_line(line.quantity, line.unit_price, line.discount)
    after = _as_fact(line)
    if before == after:
        return Change(deal)
    line.version += 1
    line.save(update_fields=[*LINE_FIELDS, "version"])
    return Change(deal, {"line": [before, after], **_sum_up(deal)})


@action("deals.lines")
def remove_line(deal: Deal, *, actor: Person, at: datetime, line_id: int) -> Change:
    """Take a product off an open deal. After the last one, the amount stays as it was and is typed again."""
    rules.check_open(deal.state, "change the products of")
    line = _line(deal, line_id)
    before = _as_fact(line)
    line.delete()
    return Change(deal, {"line": [before, None], **_sum_up(deal)})


def built(deal: Deal, lines: Sequence[NewLine], *, after: int = 0) -> list[DealLine]:
    """Unsaved lines for a deal, saved or not, priced and checked. `after`: how many it has already."""
    unpriced = [line.product.pk for line in lines if line.unit_price is None]
    prices = list_prices(unpriced, deal.currency) if unpriced else {}
    rows = []
    for position, line in enumerate(lines, start=after + 1):
        price = prices.get(line.product.pk) if line.unit_price is None else line.unit_price
        if price is None:
            raise Refused(
                f"{line.product.name} has no price in {deal.currency}.",
                remedy="Type a unit price.",
                fields={"unit_price": "Type a price."},
            )
        rules.check_line(line.quantity, price, line.discount)
        rows.append(
            DealLine(
                deal=deal,
                product=line.product,
                quantity=line.quantity,
                unit_price=price,
                discount=line.discount,
                position=position,
            )
        )
    return rows


def _sum_up(deal: Deal) -> dict[str, Any]:
    lines = list(deal.lines.all())
    facts = took(deal, {"amount": amount_of(lines, deal.currency)}) if lines else {}
    written(deal, facts)
    return with_currency(deal, facts)


def _line(deal: Deal, line_id: int) -> DealLine:
    line = deal.lines.filter(pk=line_id).first()
    if line is None:
        raise Http404("There is no such line on this deal.")
    return line


def _as_fact(line: DealLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "product": line.product_id,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "discount": line.discount,
    }
