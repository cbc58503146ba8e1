"""Changes to the tree of teams. Paths are kept here, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError, Value
from django.db.models.functions import Concat, Substr

from tandem.authority.actions import Change, action, require, undoes
from tandem.authority.models import Entry
from tandem.core import clock
from tandem.core.errors import Refused
from tandem.people import rules
from tandem.people.models import Person, Team


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
    name = _free_name(name, parent)
    if manager is not None:
        rules.check_may_lead(manager.role, works_here=manager.is_active)
    team = Team.objects.create(name=name, parent=parent, manager=manager, path="", external_id=external_id)
    team.path = f"{parent.path if parent else ''}{team.pk}/"
    team.save(update_fields=["path"])
    refresh_led(manager)
    return Change(team, {"name": [None, name], "parent": [None, parent.pk if parent else None]})


@action("people.shape_teams")
def rename_team(team: Team, *, actor: Person, at: datetime, name: str) -> Change:
    """Call a team something else."""
    return Change(team, _rename(team, name))


@action("people.shape_teams")
def set_team_manager(team: Team, *, actor: Person, at: datetime, manager: Person | None) -> Change:
    """Give a team another manager."""
    if team.manager == manager:
        return Change(team)
    if manager is not None:
        rules.check_may_lead(manager.role, works_here=manager.is_active)
    return Change(team, _set_manager(team, manager))


@action("people.shape_teams")
def move_team(team: Team, *, actor: Person, at: datetime, parent: Team) -> Change:
    """Hang a team, with all below it, under another one. No business row is rewritten."""
    return Change(team, _hang(team, parent))


def edit_team(team: Team, *, actor: Person, version: int | None = None, **values: Any) -> Team:
    """Change name, manager and parent of a team together, all or nothing; what is not given stays."""
    require(actor, "people.shape_teams", team)
    at = clock.now()
    steps = {"name": rename_team, "manager": set_team_manager, "parent": move_team}
    with transaction.atomic():
        for name, value in values.items():
            team = steps[name](team, actor=actor, at=at, version=version, **{name: value})
            version = None  # the row is held from here on
    return team


@action("people.shape_teams")
def remove_team(team: Team, *, actor: Person, at: datetime) -> Change:
    """Take an empty team that never had results out of the tree."""
    return Change(team, _remove(team))


@undoes("people.shape_teams")
def unshape_team(team: Team, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Take back that a team was added, renamed or moved, or got another manager."""
    facts = entry.facts
    if facts.get("name", [""])[0] is None:
        return Change(team, _remove(team))
    now = {"manager": team.manager_id, "name": team.name, "parent": team.parent_id}
    for name, value in now.items():
        if name in facts and facts[name][1] != value:
            raise Refused(
                f"The {name} of {team.name} was changed since.", remedy="Change the team by hand instead."
            )
    if "manager" in facts:
        return Change(team, _set_manager(team, Person.objects.filter(pk=facts["manager"][0]).first()))
    if "name" in facts:
        return Change(team, _rename(team, facts["name"][0]))
    if "parent" in facts:
        return Change(team, _hang(team, _parent_before(facts["parent"][0])))
    raise Refused("This cannot be undone.", remedy="Add the team again.")


def _parent_before(key: int) -> Team:
    found = Team.objects.filter(pk=key).first()
    if found is None:
        raise Refused("The team it belonged to is gone.", remedy="Choose another one by hand.")
    return found


def refresh_led(manager: Person | None) -> None:
    """Keep the paths of the teams that a manager leads on their row, leaving out teams inside others."""
    if manager is None:
        return
    paths = sorted(Team.objects.filter(manager=manager).values_list("path", flat=True))
    led = [p for p in paths if not any(p != other and p.startswith(other) for other in paths)]
    Person.objects.filter(pk=manager.pk).update(led=led, version=F("version") + 1)
    manager.led = led


def _rename(team: Team, name: str) -> dict[str, Any]:
    before, team.name = team.name, _free_name(name, team.parent, team)
    if before == team.name:
        return {}
    team.save_changes("name")
    return {"name": [before, team.name]}


def _hang(team: Team, parent: Team) -> dict[str, Any]:
    before = team.parent_id
    if before == parent.pk:
        return {}
    rules.check_can_hang_below(team.path, parent.path)
    _free_name(team.name, parent, team)
    old, new = team.path, f"{parent.path}{team.pk}/"
    team.parent = parent
    team.save_changes("parent")
    moved = Concat(Value(new), Substr("path", len(old) + 1))
    Team.objects.filter(path__startswith=old).update(path=moved)
    Person.objects.filter(path__startswith=old).update(path=moved)
    for manager in Person.objects.filter(teams_led__path__startswith=new).distinct():
        refresh_led(manager)
    team.refresh_from_db()
    return {"parent": [before, parent.pk], "path": [old, new]}


def _remove(team: Team) -> dict[str, Any]:
    if team.children.exists() or team.memberships.exists():
        raise Refused(
            f"{team.name} has or had people, so its history keeps it.",
            remedy="Rename it, or move its people.",
        )
    manager, pk = team.manager, team.pk
    try:
        with transaction.atomic():
            team.delete()
    except ProtectedError as error:
        raise Refused(
            f"Plans or figures name {team.name}, so their history keeps it.", remedy="Rename it instead."
        ) from error
    refresh_led(manager)
    team.pk = pk
    return {"removed": team.name}


def _set_manager(team: Team, manager: Person | None) -> dict[str, Any]:
    before, team.manager = team.manager, manager
    team.save_changes("manager")
    refresh_led(before)
    refresh_led(manager)
    return {"manager": [before.pk if before else None, manager.pk if manager else None]}


def _free_name(name: str, parent: Team | None, team: Team | None = None) -> str:
    """A name that no other team has below this parent."""
    name = rules.checked_name(name)
    others = Team.objects.filter(parent=parent, name=name)
    if (others.exclude(pk=team.pk) if team else others).exists():
        raise Refused(
            f"There is a team {name} here already.",
            remedy="Choose another name.",
            fields={"name": "This name is taken."},
        )
    return name
