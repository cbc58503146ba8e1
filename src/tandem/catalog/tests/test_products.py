"""Adding, editing, retiring and pricing products."""

from decimal import Decimal

import pytest

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.catalog import actions, queries
from tandem.catalog.models import Product
from tandem.core.errors import NotAllowed, Refused
from tandem.core.money import Money
from tests.cast import Cast


@pytest.fixture
def pump(cast: Cast) -> Product:
    return actions.add_product(actor=cast.adam, name="Pump 12", code="P12", family="Pumps")


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_adding_a_product_is_logged(cast: Cast, pump: Product):
    assert (last().verb, last().facts) == ("catalog.add_product", {"name": [None, "Pump 12"]})


def test_everybody_sees_the_catalog_and_only_an_administrator_changes_it(cast: Cast, pump: Product):
    assert list(queries.products(cast.olga)) == [pump]
    for person in (cast.olga, cast.nora, cast.erin):
        with pytest.raises(NotAllowed):
            actions.edit_product(pump, actor=person, name="Pump 13")


def test_two_products_do_not_share_a_name_or_a_code(cast: Cast, pump: Product):
    with pytest.raises(Refused, match="called PUMP 12 already"):
        actions.add_product(actor=cast.adam, name="PUMP 12")
    with pytest.raises(Refused, match="has the code P12"):
        actions.add_product(actor=cast.adam, name="Valve", code="P12")


def test_an_edit_can_be_undone(cast: Cast, pump: Product):
    actions.edit_product(pump, actor=cast.adam, name="Pump 13", unit="piece")
    assert undo(last(), actor=cast.adam).name == "Pump 12"


def test_a_retired_product_is_listed_but_not_sold(cast: Cast, pump: Product):
    actions.retire_product(pump, actor=cast.adam)
    assert list(queries.products(cast.olga)) == [pump]
    assert not queries.products(cast.olga).sold().exists()
    undo(last(), actor=cast.adam)
    assert queries.products(cast.olga).sold().exists()


def test_the_first_price_book_is_the_default_until_another_is_chosen(cast: Cast):
    first = actions.add_book(actor=cast.adam, name="List", currency="EUR")
    second = actions.add_book(actor=cast.adam, name="Swiss", currency="CHF")
    assert [first.default, second.default] == [True, False]
    actions.make_default_book(second, actor=cast.adam)
    assert [book.name for book in queries.books(cast.olga) if book.default] == ["Swiss"]


def test_a_price_is_set_changed_and_taken_back(cast: Cast, pump: Product):
    book = actions.add_book(actor=cast.adam, name="List", currency="EUR")
    actions.set_price(pump, actor=cast.adam, book=book, amount=Decimal("550"))
    actions.set_price(pump, actor=cast.adam, book=book, amount=Decimal("560"))
    assert last().facts == {"price": ["550.00", "560"], "book": book.pk}
    undo(last(), actor=cast.adam)
    assert queries.prices_of(cast.olga, pump)[0].price == Money(Decimal(550), "EUR")
    assert queries.list_prices([pump.pk], "EUR") == {pump.pk: Decimal(550)}
    assert queries.list_prices([pump.pk], "CHF") == {}


def test_a_price_is_not_negative(cast: Cast, pump: Product):
    book = actions.add_book(actor=cast.adam, name="List", currency="EUR")
    with pytest.raises(Refused, match="cannot be negative"):
        actions.set_price(pump, actor=cast.adam, book=book, amount=Decimal(-1))


def test_a_price_book_has_a_known_currency(cast: Cast):
    with pytest.raises(Refused, match="not a currency"):
        actions.add_book(actor=cast.adam, name="List", currency="EURO")
