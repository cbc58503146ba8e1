"""Runs of the simulation of landings, and what each says of each person and team.

A run is never changed. Its quantiles stay for good, so that what was said can be scored afterwards; the draws
themselves, which only a current page needs, are dropped when newer ones exist (goals.actions.odds).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.authority import reach
from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.periods import FiscalCalendar, Period
from tandem.goals.models.plans import KINDS, METRICS

if TYPE_CHECKING:
    from tandem.people.models import Person


class RunQuerySet(models.QuerySet["Run"]):
    def of(self, metric: str, period: Period) -> Self:
        """Runs of this metric for exactly this period."""
        return self.filter(metric=metric, start_on=period.start, end_on=period.end)

    def newest_first(self) -> Self:
        """By the day they look from, then by when they were made."""
        return self.order_by("-as_of", "-pk")


class Run(models.Model):
    """One simulation: what of which period, as of which day, from which inputs (`digest`), with which seed.

    `weeks`: the last days of the weeks to come, as ISO days, in the order of the fans. `ends_year`: the month in which
    the fiscal year began, so that a later change of the calendar does not change what the run was about. `entry_id`:
    the last line of the logbook when its inputs were read; what follows may have changed them.
    """

    metric = models.CharField(max_length=20, choices=METRICS)
    kind = models.CharField("period", max_length=10, choices=KINDS)
    start_on = models.DateField()
    end_on = models.DateField()
    as_of = models.DateField()
    made_at = models.DateTimeField()
    draws = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    method = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    weeks = models.JSONField(default=list)
    deals = models.PositiveIntegerField(default=0)
    has_draws = models.BooleanField(default=True)
    entry_id = models.BigIntegerField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = "run"
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "start_on", "end_on", "as_of", "digest"], name="run_once_for_its_inputs"
            )
        ]
        indexes = [models.Index(fields=["metric", "start_on", "end_on", "-as_of", "-id"], name="run_newest")]

    def __str__(self) -> str:
        return f"{self.metric} {self.start_on} to {self.end_on} as of {self.as_of}"

    def period(self, calendar: FiscalCalendar) -> Period:
        """Its own days, named by the organization's calendar."""
        return calendar.beginning(self.kind, self.start_on)  # type: ignore[arg-type]


@dataclass(frozen=True)
class OutlookScope(Scope):
    """What is said of a person is for them and their line; what is said of a team, for those who lead it or above."""

    def owner_of(self, row: Any) -> Person | None:
        return row.person if row.person_id else row.home.manager

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        condition = self.condition(viewer, verb, type(row))
        return condition is None or type(row)._base_manager.filter(condition, pk=row.pk).exists()

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        if reach.reach_of(viewer, verb) is reach.ALL and viewer.role != "officer":
            return None
        mine = Q(person=viewer) if verb == self.see else Q(pk__in=[])
        for path in reach.paths_within(viewer, verb) if viewer.role != "officer" else []:
            mine |= Q(home__path__startswith=path)
        return mine


class OutlookQuerySet(ScopedQuerySet["Outlook"]):
    def light(self) -> Self:
        """Without draws and deals, which only some pages need."""
        return self.defer("drawn", "open_deals")


class Outlook(models.Model):
    """Where one person or one team lands, as one run saw it. Figures in the metric's unit.

    `thin`: "" or what is missing for a chance to be told ("quarters", "outcomes"). `fan`: weeks × (P10, P25, P50, P75,
    P90) and `drawn`: the draws, both float32 in machine order little-endian; `open_deals`: a packed table of a person's
    open deals (goals.rules.packing). `home`: the team, or the person's.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="outlooks", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="outlooks")
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, related_name="outlooks")
    home = models.ForeignKey("people.Team", models.CASCADE, related_name="+")
    booked = models.FloatField()
    p10 = models.FloatField()
    p25 = models.FloatField()
    p50 = models.FloatField()
    p75 = models.FloatField()
    p90 = models.FloatField()
    mean = models.FloatField()
    thin = models.CharField(max_length=10, blank=True, default="")
    quarters = models.PositiveSmallIntegerField(default=0)
    outcomes = models.PositiveIntegerField(default=0)
    fan = models.BinaryField(default=bytes)
    drawn = models.BinaryField(null=True)
    open_deals = models.BinaryField(null=True)

    objects = OutlookQuerySet.as_manager()
    scope = OutlookScope(see="goals.see", owner="person")

    class Meta:
        verbose_name = "outlook"
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, person__isnull=True)
                | Q(team__isnull=True, person__isnull=False),
                name="outlook_team_or_person",
            ),
            models.UniqueConstraint(
                fields=["run", "person"], condition=Q(person__isnull=False), name="outlook_person_once"
            ),
            models.UniqueConstraint(
                fields=["run", "team"], condition=Q(team__isnull=False), name="outlook_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.team_id} in run {self.run_id}"
