"""The pages about products and prices."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from tandem.catalog.actions import add_book, add_product
from tandem.catalog.models import Price, PriceBook, Product
from tandem.people.models import Person
from tests.cast import Cast


def of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *ids: int) -> str:
    return reverse(f"catalog:{name}", args=ids)


def test_the_catalog_is_read_by_everybody_even_when_it_is_empty(cast: Cast):
    for person in (cast.olga, cast.nora, cast.erin, cast.adam):
        assert of(person).get(url("products")).status_code == 200


def test_an_administrator_fills_it_by_plain_forms(cast: Cast):
    client = of(cast.adam)
    assert client.post(url("book_new"), {"name": "List", "currency": "eur"}).status_code == 303
    assert client.post(url("product_new"), {"name": "Pump", "code": "P1"}).status_code == 303
    assert client.post(url("product_new"), {"name": "Pump"}).status_code == 422
    pump, book = Product.objects.get(), PriceBook.objects.get()
    assert client.post(url("price", pump.pk, book.pk), {"amount": "99.95"}).status_code == 303
    assert Price.objects.get().amount == Decimal("99.95")
    assert "€99.95" in client.get(url("product", pump.pk)).content.decode()
    assert client.post(url("product_edit", pump.pk), {"name": "Pump 12"}).status_code == 303
    assert client.post(url("product_sold", pump.pk)).status_code == 303
    assert not Product.objects.get().active
    assert client.get(url("book_edit", book.pk)).status_code == 200
    assert client.post(url("book_edit", book.pk), {"name": "List", "currency": "XXXX"}).status_code == 422
    assert client.post(url("book_default", book.pk)).status_code == 303


def test_others_change_nothing(cast: Cast):
    pump = add_product(actor=cast.adam, name="Pump")
    book = add_book(actor=cast.adam, name="List", currency="EUR")
    client = of(cast.nora)
    for address in (url("product_new"), url("product_edit", pump.pk), url("price", pump.pk, book.pk)):
        assert client.get(address).status_code == 403
    assert client.post(url("product_sold", pump.pk)).status_code == 403
    assert client.post(url("book_default", book.pk)).status_code == 403
