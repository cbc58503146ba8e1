"""Values of the organization's own fields: what may be stored, and what is stored as Python has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.errors import Refused
from tandem.core.fields.models import CustomField
from tandem.core.fields.queries import fields_in_use, fields_of

LONGEST = 2_000
LARGEST = Decimal(10) ** 14
YES = ("yes", "true", "1", "y")
NO = ("no", "false", "0", "n")


class Misfit(ValueError):
    """A value that does not fit its field; the message is a sentence."""


def store(field: CustomField, given: Any) -> Any:
    """What is kept of a value, None for nothing. Misfit when it does not fit."""
    if isinstance(given, str):
        given = given.strip()
    if given is None or given == "":
        return None
    return STORES[field.type](field, given)


def load(field: CustomField, stored: Any) -> Any:
    """A stored value as Python has it: str, Decimal, date, bool; None for nothing or what was stored otherwise."""
    if stored in (None, ""):
        return None
    try:
        if field.type in ("number", "money"):
            return Decimal(str(stored))
        if field.type == "date":
            return date.fromisoformat(str(stored))
    except (InvalidOperation, ValueError):
        return None
    return bool(stored) if field.type == "yes_no" else str(stored)


def _text(field: CustomField, given: Any) -> str:
    text = str(given).replace("\x00", "")
    if len(text) > LONGEST:
        raise Misfit(f"{field.label} is longer than {LONGEST:,} letters.")
    return text


def _number(field: CustomField, given: Any) -> str:
    try:
        if isinstance(given, bool):
            raise InvalidOperation
        number = Decimal(str(given).replace("−", "-"))
    except InvalidOperation:
        raise Misfit(f"{field.label} is a number, not “{str(given)[:60]}”.") from None
    if not number.is_finite() or abs(number) >= LARGEST:
        raise Misfit(f"{field.label} is at most 14 digits long.")
    whole = number.quantize(Decimal("0.000001")).normalize()
    return f"{whole:f}"


def _date(field: CustomField, given: Any) -> str:
    if isinstance(given, date):
        return given.isoformat()[:10]
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise Misfit(f"{field.label} is a date such as 2026-03-31, not “{str(given)[:60]}”.") from None


def _choice(field: CustomField, given: Any) -> str:
    by_name = {str(choice).casefold(): str(choice) for choice in field.choices}
    found = by_name.get(str(given).casefold())
    if found is None:
        raise Misfit(
            f"{field.label} is one of {', '.join(map(str, field.choices))}, not “{str(given)[:60]}”."
        )
    return found


def _yes_no(field: CustomField, given: Any) -> bool:
    word = str(given).strip().lower()
    if word not in YES + NO:
        raise Misfit(f"{field.label} is yes or no, not “{str(given)[:60]}”.")
    return word in YES


STORES = {
    "text": _text, "number": _number, "money": _number, "date": _date, "choice": _choice, "yes_no": _yes_no,
}  # fmt: skip


def clean_extra(
    record: str,
    given: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    *,
    new: bool = False,
    fields: Iterable[CustomField] | None = None,
) -> dict[str, Any]:
    """The new Record.extra: `before` with the values given under their keys. Refused, naming each misfit.

    What is not given stays as it is; also what archived fields hold. A required field is not emptied, and a `new`
    record has each of them; one from before a field was required is asked for it when somebody says something else
    in that field, or in the form.
    """
    known = {field.key: field for field in (fields_in_use(record) if fields is None else fields)}
    extra = dict(before or {})
    problems = {
        f"x_{key}": f"There is no field {key[:60]} on this record." for key in given if key not in known
    }
    for key, field in known.items():
        if key not in given and not (new and field.required):
            continue
        try:
            value = store(field, given.get(key))
        except Misfit as error:
            problems[field.name] = str(error)
            continue
        if value is None and field.required:
            problems[field.name] = f"{field.label} is required."
        elif value is None:
            extra.pop(key, None)
        else:
            extra[key] = value
    if problems:
        raise Refused(" ".join(list(problems.values())[:3]), fields=problems)
    return extra


def merged_extra(
    record: str, given: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What an action keeps in Record.extra: `before` with what `given` says otherwise, checked; None takes a value out.

    `before` is None for a new record, which needs its required fields. Of another one, what is given as it is already,
    and what is not given, costs nothing and stays, also in archived fields.
    """
    held = dict(before or {})
    differs = {key: value for key, value in given.items() if held.get(key) != value}
    return clean_extra(record, differs, held, new=before is None) if differs or before is None else held


def shown_extra(record: str, extra: Mapping[str, Any]) -> list[tuple[CustomField, Any]]:
    """The fields in use and what a record holds in each (None for nothing), for its page."""
    return [(field, load(field, extra.get(field.key))) for field in fields_of(record)]
