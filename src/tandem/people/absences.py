"""Absences: written down, changed and withdrawn by the person, by who leads them, or by an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tandem.authority.actions import Change, action, put_back, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.core.records import changed
from tandem.people import rules
from tandem.people.models import ABSENCES, Absence, Person

EDITABLE = ("kind", "first_on", "last_on")


@action("people.record_absence")
def record_absence(
    person: Person, *, actor: Person, at: datetime, first_on: date, last_on: date, kind: str = "vacation"
) -> Change:
    """Write down that somebody does not work from the first to the last day."""
    absence = Absence(person=person, kind=kind, first_on=first_on, last_on=last_on, created_at=at)
    _check(absence)
    absence.save()
    facts = {"kind": [None, kind], "first_on": [None, first_on], "last_on": [None, last_on]}
    return Change(absence, facts, result=absence)


@action("people.edit_absence")
def edit_absence(absence: Absence, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change the kind or the days."""
    _check_standing(absence)
    _check_with(absence, values)
    return Change(absence, changed(absence, values, EDITABLE))


@action("people.withdraw_absence")
def withdraw_absence(absence: Absence, *, actor: Person, at: datetime) -> Change:
    """Take an absence back: the person works on these days. It can be undone."""
    return _withdraw(absence, at)


@undoes("people.record_absence")
def unrecord_absence(absence: Absence, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """What was just written down is withdrawn."""
    return _withdraw(absence, at)


@undoes("people.edit_absence")
def unedit_absence(absence: Absence, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put the former days back."""
    _check_standing(absence)
    meta: Any = Absence._meta
    before = {name: entry.facts[name][0] for name in EDITABLE if name in entry.facts}
    _check_with(absence, {name: meta.get_field(name).to_python(was) for name, was in before.items()})
    return put_back(absence, entry, *EDITABLE)


@undoes("people.withdraw_absence")
def unwithdraw_absence(absence: Absence, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """The absence holds again, if nothing else took its days."""
    _check(absence)
    before, absence.deleted_at = absence.deleted_at, None
    absence.save_changes("deleted_at")
    return Change(absence, {"deleted_at": [before, None]})


def _withdraw(absence: Absence, at: datetime) -> Change:
    _check_standing(absence)
    absence.deleted_at = at
    absence.save_changes("deleted_at")
    return Change(absence, {"deleted_at": [None, at]})


def _check_standing(absence: Absence) -> None:
    if absence.deleted_at is not None:
        raise Refused("This absence was withdrawn.", remedy="Write it down anew.")


def _check_with(absence: Absence, values: Mapping[str, Any]) -> None:
    """The absence as it would be with these values."""
    asked = {name: values.get(name, getattr(absence, name)) for name in EDITABLE}
    _check(Absence(pk=absence.pk, person_id=absence.person_id, **asked))


def _check(absence: Absence) -> None:
    Person.objects.select_for_update().get(pk=absence.person_id)  # whoever writes down another one waits
    if absence.kind not in ABSENCES:
        raise Refused(
            "There is no such kind of absence.", fields={"kind": f"Choose one of {', '.join(ABSENCES)}."}
        )
    rules.check_absence(absence.first_on, absence.last_on)
    others = Absence.objects.standing().filter(person=absence.person_id).exclude(pk=absence.pk)
    other = others.filter(first_on__lte=absence.last_on, last_on__gte=absence.first_on).first()
    if other is not None:
        days = f"{other.first_on:%-d %b %Y} to {other.last_on:%-d %b %Y}"
        raise Refused(
            f"Another absence covers some of these days: {days}.",
            remedy="Change that one, or choose other days.",
            fields={"first_on": f"Overlaps with {days}. Change that absence, or choose other days."},
        )
