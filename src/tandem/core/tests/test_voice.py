"""Forms answer bad input in our words, whichever of the framework's fields was asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

FIELDS = [
    (forms.CharField(), "", "Fill this in."),
    (forms.IntegerField(), "twelve", "Write a whole number, like 12."),
    (forms.IntegerField(min_value=1, max_value=99), "120", "Write 99 or less."),
    (forms.DecimalField(min_value=Decimal("0.01")), "0", "Write 0.01 or more."),
    (forms.DecimalField(), "much", "Write a number, like 12.5."),
    (forms.DecimalField(max_digits=5, decimal_places=2), "1.234", "Write at most 2 decimal places."),
    (forms.DecimalField(max_digits=5, decimal_places=1), "1.23", "Write at most 1 decimal place."),
    (forms.DecimalField(max_digits=5, decimal_places=2), "12345", "Write at most 3 digits before the point."),
    (forms.CharField(max_length=3), "four", "Write at most 3 characters; this has 4."),
    (forms.CharField(min_length=10), "short", "Write at least 10 characters; this has 5."),
    (forms.DateField(), "soon", "Write a day, like 2026-11-26."),
    (
        forms.ChoiceField(choices=[("a", "A")]),
        "z",
        "“z” is not one of these. Choose one that is listed.",
    ),
]


@pytest.mark.parametrize(("field", "typed", "sentence"), FIELDS, ids=[each[2] for each in FIELDS])
def test_bad_input_is_answered_in_our_words(field: forms.Field, typed: str, sentence: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [sentence]


def test_a_sentence_that_a_field_names_itself_stays() -> None:
    field = forms.CharField(error_messages={"required": "Choose what it is about."})
    with pytest.raises(forms.ValidationError) as refused:
        field.clean("")
    assert refused.value.messages == ["Choose what it is about."]
