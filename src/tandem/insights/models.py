"""What was last worked out about where bookings are going."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from tandem.authority import reach
from tandem.authority.scope import Scope, ScopedQuerySet

if TYPE_CHECKING:
    from tandem.people.models import Person


@dataclass(frozen=True)
class TeamScope(Scope):
    """An outlook belongs to its team: whoever leads it or a team above it sees it, and executives."""

    def owner_of(self, row: Any) -> Person | None:
        return row.team.manager

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        if reach.reach_of(viewer, verb) is reach.ALL:
            return True
        if reach.reach_of(viewer, verb) is reach.NONE:
            return False
        return any(row.team.path.startswith(path) for path in reach.paths_within(viewer, verb))

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        if reach.reach_of(viewer, verb) is reach.ALL:
            return None
        mine = Q(pk__in=[])
        if reach.reach_of(viewer, verb) is not reach.NONE:
            for path in reach.paths_within(viewer, verb):
                mine |= Q(team__path__startswith=path)
        return mine


class BookingsOutlook(models.Model):
    """Where the bookings of a team and all below it are going, as it was last worked out in a month.

    The outlook of an earlier month stays as it then stood. `digest` names what it rests on: with the same one, nothing
    is worked out again. `result`: see `reckoning.work_out`.
    """

    team = models.ForeignKey("people.Team", models.CASCADE, related_name="+")
    month_on = models.DateField()
    as_of_on = models.DateField()
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    result = models.JSONField()

    objects = ScopedQuerySet.as_manager()
    scope = TeamScope(see="insights.see", owner="")

    class Meta:
        verbose_name = "outlook on bookings"
        constraints = [models.UniqueConstraint(fields=["team", "month_on"], name="bookings_outlook_once")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.as_of_on}"
