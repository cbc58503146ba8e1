"""Changes to persons and teams. Paths are kept here, and nowhere else."""

from tandem.people.actions.persons import (
    add_person,
    change_role,
    deactivate_person,
    edit_person,
    invite_person,
    move_person,
    reactivate_person,
)
from tandem.people.actions.teams import (
    add_team,
    edit_team,
    move_team,
    remove_team,
    rename_team,
    set_team_manager,
)

__all__ = [
    "add_person",
    "add_team",
    "change_role",
    "deactivate_person",
    "edit_person",
    "edit_team",
    "invite_person",
    "move_person",
    "move_team",
    "reactivate_person",
    "remove_team",
    "rename_team",
    "set_team_manager",
]
