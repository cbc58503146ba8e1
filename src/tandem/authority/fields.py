"""Actions on the organization's own fields. Core, where the fields live, knows no actions; see core.fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tandem.authority.actions import Change, action
from tandem.core.errors import Refused
from tandem.core.fields.models import RECORDS, TYPES, CustomField
from tandem.core.search.folding import fold

if TYPE_CHECKING:
    from tandem.people.models import Person

MOST = 60
EDITABLE = ("label", "choices", "help", "required", "position")


@action("core.define_fields")
def define_field(
    *,
    actor: Person,
    at: datetime,
    record: str,
    label: str,
    type: str = "text",  # noqa: A002  the word people read in Settings
    choices: Sequence[str] = (),
    help: str = "",  # noqa: A002
    required: bool = False,
) -> Change:
    """Give accounts, contacts or deals a field of the organization's own."""
    if record not in RECORDS or type not in TYPES:
        raise Refused("There are fields on accounts, contacts and deals, of six types.")
    taken = list(CustomField.objects.filter(record=record))
    if sum(one.archived_at is None for one in taken) >= MOST:
        raise Refused(f"{RECORDS[record]} have {MOST} fields already.", remedy="Archive one first.")
    field = CustomField(
        record=record,
        key=_key(label, {one.key for one in taken}),
        label=_label(label, [one for one in taken if one.archived_at is None]),
        type=type,
        choices=_choices(type, choices),
        help=help.replace("\x00", "").strip()[:200],
        required=required,
        position=max((one.position for one in taken), default=0) + 1,
    )
    field.save(force_insert=True)
    return Change(field, {"label": [None, field.label], "record": [None, record], "type": [None, type]})


@action("core.define_fields")
def change_field(field: CustomField, *, actor: Person, at: datetime, **values: object) -> Change:
    """Change a field's label, choices, help, position, or whether it is required. Its type and key stay."""
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise Refused(
            f"The {', '.join(sorted(unknown))} of a field cannot be changed.", remedy="Define another field."
        )
    if "label" in values:
        others = CustomField.objects.filter(record=field.record, archived_at=None).exclude(pk=field.pk)
        values["label"] = _label(str(values["label"]), list(others))
    if "choices" in values:
        values["choices"] = _choices(field.type, values["choices"])  # type: ignore[arg-type]
    facts = {}
    for name, value in values.items():
        before = getattr(field, name)
        if before != value:
            setattr(field, name, value)
            facts[name] = [before, value]
    if facts:
        field.save_changes(*facts)
    return Change(field, facts)


@action("core.define_fields")
def archive_field(field: CustomField, *, actor: Person, at: datetime, archived: bool = True) -> Change:
    """Show a field no more, or again. What records hold in it is kept."""
    if (field.archived_at is not None) == archived:
        return Change(field)
    before, field.archived_at = field.archived_at, at if archived else None
    field.save_changes("archived_at")
    return Change(field, {"archived_at": [before, field.archived_at]})


def _label(label: str, others: Sequence[CustomField]) -> str:
    label = " ".join(label.replace("\x00", "").split())[:60]
    if not label:
        raise Refused("A field needs a label.", fields={"label": "Give the field a label."})
    if any(fold(one.label) == fold(label) for one in others):
        raise Refused(f"There is a field {label} already.", fields={"label": "This label is taken."})
    return label


def _key(label: str, taken: set[str]) -> str:
    key = "".join(letter for letter in fold(label).replace(" ", "_") if letter.isascii())[:34] or "field"
    number = 2
    found = key
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


def _choices(type_: str, choices: Sequence[str]) -> list[str]:
    named = list(dict.fromkeys(" ".join(str(one).split())[:80] for one in choices if str(one).strip()))
    if type_ != "choice":
        return []
    if len(named) < 2 or any("," in one for one in named):
        raise Refused(
            "A choice needs at least two different options, without commas.",
            fields={"choices": "Write at least two options, one a line, without commas."},
        )
    return named
