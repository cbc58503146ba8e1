"""What forms answer to bad input, in the words of the house instead of the framework: the limit, and what to write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import ngettext_lazy

FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fill this in."},
    forms.IntegerField: {"invalid": "Write a whole number, like 12."},
    forms.FloatField: {"invalid": "Write a number, like 12.5."},
    forms.DecimalField: {"invalid": "Write a number, like 12.5."},
    forms.DateField: {"invalid": "Write a day, like 2026-11-26."},
    forms.ChoiceField: {"invalid_choice": "“%(value)s” is not one of these. Choose one that is listed."},
    forms.ModelChoiceField: {"invalid_choice": "This cannot be chosen. Choose one that is listed."},
    forms.FileField: {"empty": "This file is empty. Choose another."},
}
LIMITS: dict[type[validators.BaseValidator], Any] = {
    validators.MinValueValidator: "Write %(limit_value)s or more.",
    validators.MaxValueValidator: "Write %(limit_value)s or less.",
    validators.MinLengthValidator: ngettext_lazy(
        "Write at least %(limit_value)d character; this has %(show_value)d.",
        "Write at least %(limit_value)d characters; this has %(show_value)d.",
        "limit_value",
    ),
    validators.MaxLengthValidator: ngettext_lazy(
        "Write at most %(limit_value)d character; this has %(show_value)d.",
        "Write at most %(limit_value)d characters; this has %(show_value)d.",
        "limit_value",
    ),
}
DIGITS: dict[str, Any] = {
    "invalid": "Write a number, like 12.5.",
    "max_digits": ngettext_lazy("Write at most %(max)s digit.", "Write at most %(max)s digits.", "max"),
    "max_decimal_places": ngettext_lazy(
        "Write at most %(max)s decimal place.", "Write at most %(max)s decimal places.", "max"
    ),
    "max_whole_digits": ngettext_lazy(
        "Write at most %(max)s digit before the point.",
        "Write at most %(max)s digits before the point.",
        "max",
    ),
}


def take_over() -> None:
    """Put our sentences where every form and model field looks for its own; one that a field names itself stays."""
    for field, sentences in FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **sentences}
    for limit, sentence in LIMITS.items():
        limit.message = sentence
    validators.DecimalValidator.messages = {**validators.DecimalValidator.messages, **DIGITS}
