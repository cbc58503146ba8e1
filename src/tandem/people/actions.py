"""Changes to persons and teams. Paths are kept here, and nowhere else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.urls import reverse

from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.people import rules
from tandem.people.models import Membership, Person, Team

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
    email = (email or "").strip() or None
    if email and Person.objects.filter(email__iexact=email).exists():
        raise Refused(
            f"Somebody with the address {email} exists already.",
            remedy="Use another address, or edit that person.",
            fields={"email": "This address is taken."},
        )
    person = Person(name=name.strip(), role=role, email=email, **details)
    person.set_unusable_password()
    person.save()
    if team is not None:
        _join(person, team, since or person.hired_on or at.date())
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
    if person.led and role == "officer":
        raise Refused(f"{person.name} leads a team.", remedy="Give the team another manager first.")
    before, person.role = person.role, role
    if before == role:
        return Change(person)
    person.save_changes("role")
    return Change(person, {"role": [before, role]})


@action("people.invite")
def invite_person(person: Person, *, actor: Person, at: datetime, email: str) -> Change:
    """Let a person sign in: set their address and return the path of a link where they choose a password."""
    email = email.strip()
    if Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Refused(
            f"Somebody else has the address {email}.",
            remedy="Use another address.",
            fields={"email": "This address is taken."},
        )
    before, person.email = person.email, email
    person.save_changes("email")
    link = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return Change(person, {"email": [before, email]}, result=link)


@action("people.move")
def move_person(person: Person, *, actor: Person, at: datetime, team: Team, since: date) -> Change:
    """Put a person on another team from `since`; what they earned before stays with the old team."""
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
    if person.led:
        raise Refused(f"{person.name} leads a team.", remedy="Give the team another manager first.")
    person.is_active = False
    person.save_changes("is_active")
    Membership.objects.filter(person=person, until__isnull=True, since__lte=at.date()).update(until=at.date())
    return Change(person, {"is_active": [True, False], "heir": heir.pk if heir else None})


@action("people.reactivate")
def reactivate_person(person: Person, *, actor: Person, at: datetime) -> Change:
    """Let a person who left come back, to the team they were on."""
    if person.is_active:
        return Change(person)
    person.is_active = True
    person.save_changes("is_active")
    if person.team is not None:
        _join(person, person.team, at.date())
    return Change(person, {"is_active": [False, True]})


@action("people.shape_teams")
def add_team(
    *,
    actor: Person,
    at: datetime,
    name: str,
    parent: Team | None = None,
    manager: Person | None = None,
    external_id: str = "",
) -> Change:
    """Add a team to the tree. The first one is the organization itself."""
    if parent is None and Team.objects.filter(parent__isnull=True).exists():
        raise Refused("The tree has its root already.", remedy="Choose the team it belongs to.")
    if Team.objects.filter(parent=parent, name=name).exists():
        raise Refused(f"There is a team {name} here already.", fields={"name": "This name is taken."})
    if manager is not None:
        rules.check_may_lead(manager.role)
    team = Team.objects.create(name=name, parent=parent, manager=manager, path="", external_id=external_id)
    team.path = f"{parent.path if parent else ''}{team.pk}/"
    team.save(update_fields=["path"])
    refresh_led(manager)
    return Change(team, {"name": [None, name], "parent": [None, parent.pk if parent else None]})


@action("people.shape_teams")
def rename_team(team: Team, *, actor: Person, at: datetime, name: str) -> Change:
    """Call a team something else."""
    before, team.name = team.name, name
    if before == name:
        return Change(team)
    team.save(update_fields=["name"])
    return Change(team, {"name": [before, name]})


@action("people.shape_teams")
def set_team_manager(team: Team, *, actor: Person, at: datetime, manager: Person | None) -> Change:
    """Give a team another manager."""
    if team.manager == manager:
        return Change(team)
    if manager is not None:
        rules.check_may_lead(manager.role)
    return Change(team, _set_manager(team, manager))


@action("people.shape_teams")
def move_team(team: Team, *, actor: Person, at: datetime, parent: Team) -> Change:
    """Hang a team, with all below it, under another one. No business row is rewritten."""
    before = team.parent_id
    if before == parent.pk:
        return Change(team)
    rules.check_can_hang_below(team.path, parent.path)
    old, new = team.path, f"{parent.path}{team.pk}/"
    team.parent = parent
    team.save(update_fields=["parent"])
    moved = Concat(Value(new), Substr("path", len(old) + 1))
    Team.objects.filter(path__startswith=old).update(path=moved)
    Person.objects.filter(path__startswith=old).update(path=moved)
    for manager in Person.objects.filter(teams_led__path__startswith=new).distinct():
        refresh_led(manager)
    team.refresh_from_db()
    return Change(team, {"parent": [before, parent.pk], "path": [old, new]})


@action("people.shape_teams")
def remove_team(team: Team, *, actor: Person, at: datetime) -> Change:
    """Take an empty team that never had results out of the tree."""
    return Change(team, _remove(team))


@undoes("people.shape_teams")
def unshape_team(team: Team, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Take back that a team was added or got another manager."""
    if "manager" in entry.facts:
        before = entry.facts["manager"][0]
        manager = Person.objects.filter(pk=before).first() if before else None
        return Change(team, _set_manager(team, manager))
    if entry.facts.get("name", [""])[0] is None:
        return Change(team, _remove(team))
    raise Refused("This cannot be undone.", remedy="Change the team by hand.")


def refresh_led(manager: Person | None) -> None:
    """Keep the paths of the teams that a manager leads on their row, leaving out teams inside others."""
    if manager is None:
        return
    paths = sorted(Team.objects.filter(manager=manager).values_list("path", flat=True))
    led = [p for p in paths if not any(p != other and p.startswith(other) for other in paths)]
    Person.objects.filter(pk=manager.pk).update(led=led, version=F("version") + 1)
    manager.led = led


def _remove(team: Team) -> dict[str, Any]:
    if team.children.exists() or team.memberships.exists():
        raise Refused(
            f"{team.name} has or had people, so its history keeps it.",
            remedy="Rename it, or move its people.",
        )
    manager, pk = team.manager, team.pk
    team.delete()
    refresh_led(manager)
    team.pk = pk
    return {"removed": team.name}


def _set_manager(team: Team, manager: Person | None) -> dict[str, Any]:
    before, team.manager = team.manager, manager
    team.save(update_fields=["manager"])
    refresh_led(before)
    refresh_led(manager)
    return {"manager": [before.pk if before else None, manager.pk if manager else None]}


def _join(person: Person, team: Team, since: date) -> None:
    current = Membership.objects.filter(person=person, until__isnull=True).first()
    rules.check_move_day(since, current.since if current else None)
    if current is not None:
        current.until = since - timedelta(days=1)
        current.save(update_fields=["until"])
    Membership.objects.create(person=person, team=team, since=since)
    person.team, person.path = team, team.path
    person.save_changes("team", "path")
