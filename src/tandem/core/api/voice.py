"""What the API answers to a value of another form than described, in the words of the house, not of the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from tandem.core.counted import counted

WHOLE, NUMBER, TEXT, DAY = (
    "Send a whole number, like 12.",
    "Send a number, like 12.5.",
    "Send a text.",
    "2026-11-26",
)
# By the type of error: https://docs.pydantic.dev/latest/errors/validation_errors/
SENTENCES = {
    "missing": "Send this; it is needed.",
    "extra_forbidden": "There is no such field here. Leave it out.",
    "model_type": "Send an object with the fields described.",
    "model_attributes_type": "Send an object with the fields described.",
    "dict_type": "Send an object, like {{}}.",
    "list_type": "Send a list, like [].",
    "bool_type": "Send true or false.",
    "bool_parsing": "Send true or false.",
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": "Send a smaller number.",
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "decimal_type": NUMBER,
    "decimal_parsing": NUMBER,
    "finite_number": NUMBER,
    "string_type": TEXT,
    "string_unicode": "Send a text in UTF-8.",
    "string_pattern_mismatch": "Send it in the form described: {pattern}",
    "greater_than": "Send more than {gt}.",
    "greater_than_equal": "Send {ge} or more.",
    "less_than": "Send less than {lt}.",
    "less_than_equal": "Send {le} or less.",
    "literal_error": "Send one of these: {expected}.",
    "enum": "Send one of these: {expected}.",
    "date_type": f"Send a day, like {DAY}.",
    "date_parsing": f"Send a day, like {DAY}.",
    "date_from_datetime_parsing": f"Send a day, like {DAY}.",
    "date_from_datetime_inexact": f"Send a day without a time, like {DAY}.",
    "time_type": "Send a time of day, like 12:00.",
    "time_parsing": "Send a time of day, like 12:00.",
    "datetime_type": f"Send a moment with its zone, like {DAY}T09:00:00Z.",
    "datetime_parsing": f"Send a moment with its zone, like {DAY}T09:00:00Z.",
    "datetime_from_date_parsing": f"Send a moment with its zone, like {DAY}T09:00:00Z.",
    "datetime_object_invalid": f"Send a moment with its zone, like {DAY}T09:00:00Z.",
    "timezone_aware": f"Send a moment with its zone, like {DAY}T09:00:00Z.",
}
# How many there may be: the bound in the context of the error, and what is counted.
COUNTS = {
    "string_too_short": ("at least", "min_length", "character"),
    "string_too_long": ("at most", "max_length", "character"),
    "too_short": ("at least", "min_length", "value"),
    "too_long": ("at most", "max_length", "value"),
    "decimal_max_digits": ("at most", "max_digits", "digit"),
    "decimal_max_places": ("at most", "decimal_places", "decimal place"),
    "decimal_whole_digits": ("at most", "whole_digits", "digit"),
}
THEIRS = frozenset(get_args(ErrorType))
OTHERWISE = "Send it in the form that /api/v1/docs describes."


def sentence(error: Mapping[str, Any]) -> str:
    """What is wrong with a value and what to send, from an error of pydantic: `type`, `msg` and `ctx`."""
    kind, context = str(error.get("type")), error.get("ctx", {})
    if kind not in THEIRS:  # told by a check of ours
        return str(error["msg"])
    if kind == "value_error":
        return str(context["error"])
    if kind in COUNTS:
        bound, name, unit = COUNTS[kind]
        places = " before the point" if kind == "decimal_whole_digits" else ""
        return f"Send {bound} {counted(int(context[name]), unit)}{places}."
    return SENTENCES.get(kind, OTHERWISE).format(**context)
