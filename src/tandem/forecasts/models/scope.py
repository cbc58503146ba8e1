"""Whose a row of this package is: a person's at its time, or the manager's of its team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from tandem.authority import reach
from tandem.authority.scope import Scope

if TYPE_CHECKING:
    from tandem.people.models import Person


@dataclass(frozen=True)
class TeamScope(Scope):
    """Seen by the person it is about, and by who leads its team or one above it.

    `whose`: the lookup of the person, `at`: that of the team, both as they were at the time of the row; `own`: what
    else must hold for the person to see it.
    """

    whose: str = "person"
    at: str = "team"
    own: Q | None = None

    def owner_of(self, row: Any) -> Person | None:
        return _follow(row, self.whose) or getattr(_follow(row, self.at), "manager", None)

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        condition = self.condition(viewer, verb, type(row))
        return condition is None or type(row)._base_manager.filter(condition, pk=row.pk).exists()

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        far = reach.reach_of(viewer, verb)
        if far is reach.ALL:
            return None
        if far is reach.NONE:
            return Q(pk__in=[])
        mine = Q(**{self.whose: viewer.pk})
        if self.own is not None:
            mine &= self.own
        if viewer.role != "officer":
            for path in reach.paths_within(viewer, verb):
                mine |= Q(**{f"{self.at}__path__startswith": path})
        elif far is reach.TEAM and viewer.path:
            colleague = Q(**{f"{self.at}__path__startswith": viewer.path, f"{self.whose}__isnull": False})
            mine |= colleague if self.own is None else colleague & self.own
        return mine


def _follow(row: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        row = getattr(row, name, None)
    return row
