"""Pure decisions about persons and teams."""

from __future__ import annotations

from datetime import date

from tandem.core.errors import Refused

LONGEST_ABSENCE = 3 * 366  # days


def check_can_hang_below(team_path: str, parent_path: str) -> None:
    """A team cannot hang below itself or below one of its own teams."""
    if team_path and parent_path.startswith(team_path):
        raise Refused(
            "A team cannot be moved into itself.",
            remedy="Choose a team outside of it.",
            fields={"parent": "This team lies inside the one you move."},
        )


def check_move_day(since: date, current_since: date | None) -> None:
    """A person cannot leave a team before having joined it."""
    if current_since is not None and since <= current_since:
        raise Refused(
            f"This person joined their present team on {current_since:%d %b %Y}; a move must be later.",
            remedy="Choose a later day.",
            fields={"since": "Choose a day after they joined their present team."},
        )


def check_may_lead(role: str) -> None:
    """Officers do not lead teams."""
    if role not in ("manager", "executive"):
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
