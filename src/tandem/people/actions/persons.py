"""Changes to persons."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from tandem.authority import organization
from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.people import rules
from tandem.people.languages import language_code
from tandem.people.models import ROLES, Membership, Person, Team

EDITABLE = ("name", "title", "hired_on", "years_in_sales", "time_zone", "language", "theme", "single_keys")


@action("people.add")
def add_person(
    *,
    actor: Person,
    at: datetime,
    name: str,
    role: str = "officer",
    team: Team | None = None,
    since: date | None = None,
    email: str | None = None,
    owner: Person | None = None,
    **details: Any,
) -> Change:
    """Add a person, on a team from `since` (default: hired_on, else today)."""
    rules.check_role(role, ROLES)
    rules.check_time_zone(details.get("time_zone", ""))
    if "language" in details:
        details["language"] = language_code(details["language"])
    person = Person(name=rules.checked_name(name), role=role, email=_checked_address(email), **details)
    person.set_unusable_password()
    person.save()
    if team is not None:
        _join(person, team, since or person.hired_on or organization.day_of(at))
    return Change(person, {"name": [None, person.name], "role": [None, role], "team": [None, person.team_id]})


@undoes("people.add")
def unadd_person(person: Person, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Take back that a person was added. The logbook names them, so the row stays, without team and sign-in."""
    if person.last_login is not None:
        raise Refused(f"{person.name} has signed in since.", remedy="Deactivate them instead.")
    Membership.objects.filter(person=person).delete()
    facts = {"team": [person.team_id, None], "is_active": [person.is_active, False]}
    person.team, person.path, person.is_active = None, "", False
    person.save_changes("team", "path", "is_active")
    return Change(person, facts)


@action("people.edit")
def edit_person(person: Person, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change what a person may change about themselves; an administrator may for everybody."""
    unknown = set(values) - set(EDITABLE) - {"email"}
    if unknown:
        raise Refused(f"{', '.join(sorted(unknown))} cannot be edited here.")
    if "name" in values:
        values["name"] = rules.checked_name(values["name"])
    if "email" in values:
        values["email"] = _checked_address(values["email"], person)
    rules.check_time_zone(values.get("time_zone", ""))
    if "language" in values:
        values["language"] = language_code(values["language"])
    facts = {}
    for name, value in values.items():
        before = getattr(person, name)
        if before != value:
            setattr(person, name, value)
            facts[name] = [before, value]
    if facts:
        person.save_changes(*facts)
    return Change(person, facts)


@action("people.change_role")
def change_role(person: Person, *, actor: Person, at: datetime, role: str) -> Change:
    """Give a person another role. Who leads a team stays a manager."""
    rules.check_role(role, ROLES)
    if person.led and role not in rules.LEADERS:
        raise Refused(f"{person.name} leads a team.", remedy="Give the team another manager first.")
    before, person.role = person.role, role
    if before == role:
        return Change(person)
    person.save_changes("role")
    return Change(person, {"role": [before, role]})


@action("people.invite")
def invite_person(person: Person, *, actor: Person, at: datetime, email: str) -> Change:
    """Let a person sign in: set their address and return the path of a link where they choose a password."""
    if not person.is_active:
        raise Refused(f"{person.name} does not work here any more.", remedy="Let them return first.")
    address = _checked_address(email, person)
    if address is None:
        raise Refused("Who signs in has an address.", fields={"email": "Write their e-mail address."})
    before, person.email = person.email, address
    person.save_changes("email")
    link = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return Change(person, {"email": [before, address]}, result=link)


@action("people.move")
def move_person(person: Person, *, actor: Person, at: datetime, team: Team, since: date) -> Change:
    """Put a person on another team from `since`; what they earned before stays with the old team."""
    if not person.is_active:
        raise Refused(f"{person.name} does not work here any more.", remedy="Let them return first.")
    before = person.team_id
    if before == team.pk:
        return Change(person)
    _join(person, team, since)
    return Change(person, {"team": [before, team.pk], "since": since})


@action("people.deactivate")
def deactivate_person(person: Person, *, actor: Person, at: datetime, heir: Person | None = None) -> Change:
    """Close a person's account. Called by handing_over.deactivate, which gives their records to `heir`."""
    if person.pk == actor.pk:
        raise Refused("You cannot deactivate yourself.", remedy="Ask another administrator.")
    if not person.is_active:
        raise Refused(f"{person.name} left already.", remedy="Nothing is left to do.")
    if person.led:
        raise Refused(f"{person.name} leads a team.", remedy="Give the team another manager first.")
    person.is_active = False
    person.save_changes("is_active")
    last = organization.day_of(at)
    Membership.objects.filter(person=person, until__isnull=True, since__lte=last).update(until=last)
    return Change(person, {"is_active": [True, False], "heir": heir.pk if heir else None})


@action("people.reactivate")
def reactivate_person(person: Person, *, actor: Person, at: datetime) -> Change:
    """Let a person who left come back, to the team they were on."""
    if person.is_active:
        return Change(person)
    person.is_active = True
    person.save_changes("is_active")
    waits = Membership.objects.filter(person=person, until__isnull=True).exists()  # a move on a day to come
    if person.team is not None and not waits:
        _join(person, person.team, organization.day_of(at))
    return Change(person, {"is_active": [False, True]})


def _checked_address(email: str | None, person: Person | None = None) -> str | None:
    """An address that is one and that nobody else has; None for none."""
    address = (email or "").strip()
    if not address:
        return None
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(
            f"“{address}” is no e-mail address.", fields={"email": "Write it like olga@example.com."}
        ) from error
    others = Person.objects.filter(email__iexact=address)
    if (others.exclude(pk=person.pk) if person else others).exists():
        raise Refused(
            f"Somebody with the address {address} exists already.",
            remedy="Use another address, or edit that person.",
            fields={"email": "This address is taken."},
        )
    return address


def _join(person: Person, team: Team, since: date) -> None:
    current = Membership.objects.filter(person=person, until__isnull=True).first()
    rules.check_move_day(since, current.since if current else None)
    if current is not None:
        current.until = since - timedelta(days=1)
        current.save(update_fields=["until"])
    Membership.objects.create(person=person, team=team, since=since)
    person.team, person.path = team, team.path
    person.save_changes("team", "path")
