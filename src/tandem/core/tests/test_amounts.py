"""Amounts in the database come back as the decimals that went in, and add up exactly."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Avg, F, Max, Min, Sum, Value
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.amounts import AmountFormField, from_ten_thousandths, to_ten_thousandths
from tandem.core.money import AmountField

D = Decimal


@pytest.fixture
def invoice(db):
    """A model of amounts that exists for one test."""
    with isolate_apps("tandem.core"), connection.cursor() as cursor:

        class Invoice(models.Model):
            amount = AmountField(null=True)
            quantity = models.IntegerField(default=1)
            share = models.FloatField(default=1)

            class Meta:
                app_label = "core"
                db_table = "core_test_invoice"

        key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        cursor.execute(
            f"CREATE TABLE core_test_invoice (id {key}, amount bigint, quantity integer, share double precision)"
        )
        yield Invoice


def make(model, *amounts):
    model.objects.bulk_create(model(amount=amount) for amount in amounts)


@given(st.decimals(D("-922337203685477"), D("922337203685477"), places=4))
def test_four_digits_survive(amount):
    assert from_ten_thousandths(to_ten_thousandths(amount)) == amount


def test_what_goes_in_comes_out(invoice):
    for amount in ["0", "0.0001", "-42800.5", "922337203685477.5807", None]:
        row = invoice.objects.create(amount=None if amount is None else D(amount))
        assert invoice.objects.get(pk=row.pk).amount == (None if amount is None else D(amount))
    assert str(invoice.objects.create(amount=D("5")).amount) == "5"
    assert str(invoice.objects.get(amount=5).amount) == "5.00"


def test_a_sum_is_exact_where_binary_fractions_are_not(invoice):
    make(invoice, *[D("0.1")] * 1000, D("0.0001"), D("90000000000"))
    total = invoice.objects.aggregate(total=Sum("amount"))["total"]
    assert isinstance(total, Decimal)
    assert total == D("90000000100.0001")
    assert invoice.objects.filter(amount=7).aggregate(total=Sum("amount", default=0))["total"] == 0


def test_an_average_is_a_decimal_to_the_ten_thousandth(invoice):
    make(invoice, D("0.01"), D("0.01"), D("0.02"))
    found = invoice.objects.aggregate(mean=Avg("amount"), least=Min("amount"), most=Max("amount"))
    assert found == {"mean": D("0.0133"), "least": D("0.01"), "most": D("0.02")}


def test_amounts_are_found_compared_and_sorted(invoice):
    make(invoice, D("10"), D("9.99"), D("100"))
    assert invoice.objects.filter(amount__gte=D("9.995")).count() == 2
    assert invoice.objects.filter(amount__in=[10, "9.99"]).count() == 2
    assert invoice.objects.filter(amount__range=(D("9"), D("10"))).count() == 2
    assert list(invoice.objects.order_by("-amount").values_list("amount", flat=True)) == [100, 10, D("9.99")]


def test_amounts_combine_inside_the_database(invoice):
    make(invoice, D("12.34"))
    invoice.objects.update(quantity=3, share=0.5)
    one = Value(D("1"), output_field=AmountField())
    row = invoice.objects.annotate(
        total=F("amount") * F("quantity"),
        more=F("amount") + F("amount") - one,
        half=F("amount") * F("share"),
        weighted=Sum(F("amount") * F("share")),
    ).get()
    assert (row.total, row.more, row.half) == (D("37.02"), D("23.68"), D("6.17"))
    assert row.weighted == D("6.17")
    invoice.objects.update(amount=F("amount") * 2)
    assert invoice.objects.get().amount == D("24.68")


@pytest.mark.parametrize("wrong", [D("NaN"), D("Infinity"), D("1e30"), "abc"])
def test_what_is_no_amount_is_refused(wrong):
    field = AmountField()
    with pytest.raises(ValidationError):
        field.clean(wrong, None)
    with pytest.raises((ValueError, ArithmeticError)):
        field.get_prep_value(wrong)


def test_floats_are_refused():
    for read in (AmountField().to_python, AmountField().get_prep_value):
        with pytest.raises(TypeError, match="never a float"):
            read(0.1)


def test_a_form_reads_amounts_as_people_type_them():
    class Form(forms.Form):
        amount = AmountField(null=True, blank=True).formfield()

    for typed, amount in {"42,800.50": "42800.50", " 1 000 ": "1000", "−5": "-5"}.items():
        form = Form({"amount": typed})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["amount"] == D(amount)
    with translation.override("de"):
        form = Form({"amount": "42.800,50"})
        assert form.is_valid() and form.cleaned_data["amount"] == D("42800.50")
    assert Form({"amount": ""}).is_valid()
    for typed in ["abc", "1e30", "NaN", "1.23456"]:
        assert not Form({"amount": typed}).is_valid()
    html = str(Form(initial={"amount": D("42800.5000")})["amount"])
    assert 'value="42800.5"' in html and 'inputmode="decimal"' in html


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("90k", Decimal(90_000)),
        ("42.8K", Decimal(42_800)),
        ("1.2M", Decimal(1_200_000)),
        ("1,200 k", Decimal(1_200_000)),
        ("42,800.50", Decimal("42800.50")),
        ("−3k", Decimal(-3000)),
    ],
)
def test_an_amount_may_be_typed_in_thousands_or_millions(typed: str, read: Decimal) -> None:
    assert AmountFormField().clean(typed) == read


@pytest.mark.parametrize(
    "typed", ["k", "many", "9kk", "€k", "12,5", "12,50", "1,23", ",500", "1.234,56", "1,2345.5"]
)
def test_what_is_no_amount_is_told_how_to_write_one(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"Write a number, like 42,800 or 42\.8k\."):
        AmountFormField().clean(typed)
