"""Pure decisions about persons and teams."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from tandem.core.errors import Refused

LEADERS = ("manager", "executive")
ON_A_TEAM = ("officer", "manager")
LONGEST_ABSENCE = 3 * 366  # days


def check_can_hang_below(team_path: str, parent_path: str) -> None:
    """A team cannot hang below itself or below one of its own teams."""
    if team_path and parent_path.startswith(team_path):
        raise Refused(
            "A team cannot be moved into itself.",
            remedy="Choose a team outside of it.",
            fields={"parent": "This team lies inside the one you move."},
        )


def paths_before(paths: Mapping[int, str], shaped: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[int, str]:
    """Where each team hung before the tree was shaped so, from where it hangs now. By id: "1/4/17/".

    `shaped`: (team, facts of the logbook), the newest first. A team that was added since keeps the place it has below
    the team above it: what it did earlier came with an import.
    """
    before, added = dict(paths), set()
    for team, facts in shaped:
        if "path" in facts:
            old, new = facts["path"]
            before |= {pk: old + path[len(new) :] for pk, path in before.items() if path.startswith(new)}
        elif facts.get("name", [""])[0] is None:
            added.add(team)
    for team in sorted(added & paths.keys(), key=lambda team: paths[team].count("/")):
        above = paths[team].split("/")[:-2]
        before[team] = f"{before[int(above[-1])] if above else ''}{team}/"
    return before


def check_move_day(since: date, current_since: date | None) -> None:
    """A person cannot leave a team before having joined it."""
    if current_since is not None and since <= current_since:
        raise Refused(
            f"This person joined their present team on {current_since:%-d %b %Y}; a move must be later.",
            remedy="Choose a later day.",
            fields={"since": "Choose a day after they joined their present team."},
        )


def checked_name(name: str) -> str:
    """A name without blanks round it; there is one."""
    if not name.strip():
        raise Refused("The name is empty.", remedy="Write one.", fields={"name": "Write a name."})
    return name.strip()


def check_role(role: str, roles: Container[str]) -> None:
    """A role is one of those there are."""
    if role not in roles:
        raise Refused(
            f"“{role}” is no role.",
            remedy="Choose officer, manager, executive or administrator.",
            fields={"role": "Choose one of the roles."},
        )


def check_time_zone(name: str) -> None:
    """A time zone has its usual name; empty means the organization's."""
    if name and name not in available_timezones():
        raise Refused(
            f"“{name}” is no time zone.",
            remedy="Write it like Europe/Berlin.",
            fields={"time_zone": "Write it like Europe/Berlin."},
        )


def check_has_team(role: str, has_team: bool) -> None:
    """Who sells or leads, and is added by hand, is put on a team."""
    if role in ON_A_TEAM and not has_team:
        raise Refused(
            "An officer or manager needs a team.",
            remedy="Choose one.",
            fields={"team": "An officer or manager needs a team. Choose one."},
        )


def check_may_lead(role: str, *, works_here: bool = True) -> None:
    """Officers do not lead teams, nor does who left."""
    if not works_here:
        raise Refused(
            "Who left leads no team.",
            remedy="Choose somebody who works here.",
            fields={"manager": "Choose somebody who works here."},
        )
    if role not in LEADERS:
        raise Refused(
            "Only a Sales Manager or an Executive leads a team.",
            remedy="Change the person's role first.",
            fields={"manager": "Choose a Sales Manager."},
        )


def check_absence(first_on: date, last_on: date) -> None:
    """An absence ends on its first day or later, and within three years."""
    if last_on < first_on:
        raise Refused(
            "The last day lies before the first.", fields={"last_on": "Choose the first day or a later one."}
        )
    if (last_on - first_on).days >= LONGEST_ABSENCE:
        raise Refused(
            "An absence lasts three years at most.",
            remedy="Deactivate who does not come back.",
            fields={"last_on": "Choose a day within three years of the first."},
        )
