"""Forecasts, the calls that are their versions, and the rhythm in which calls are due."""

from __future__ import annotations

from datetime import datetime, time
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tandem.authority import organization
from tandem.authority.scope import ScopedQuerySet
from tandem.core.money import AmountField
from tandem.core.periods import FiscalCalendar, Period
from tandem.forecasts.models.scope import TeamScope

KINDS = {"quarter": "Quarter", "month": "Month"}
WEEKDAYS = {
    0: "Monday", 1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday", 5: "Saturday", 6: "Sunday",
}  # fmt: skip


class Rhythm(models.Model):
    """When calls are due: one row for the organization. Before anybody set it, the defaults hold."""

    kind = models.CharField("what is forecast", max_length=10, choices=KINDS, default="quarter")
    weekday = models.PositiveSmallIntegerField("due on", choices=WEEKDAYS, default=4)
    at_time = models.TimeField("due at", default=time(12, 0))
    ask_hours = models.PositiveSmallIntegerField("asked so many hours before", default=24)
    asking = models.BooleanField("ask who has not handed up", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "rhythm"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="rhythm_weekday"),
            models.CheckConstraint(condition=Q(ask_hours__lte=144), name="rhythm_ask"),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at_time:%H:%M}"

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class ForecastQuerySet(ScopedQuerySet["Forecast"]):
    def of_period(self, period: Period) -> Self:
        """Forecasts of exactly this period."""
        return self.filter(start_on=period.start, end_on=period.end)


class Forecast(models.Model):
    """What one person or one team says of one period; the calls are its versions. `home`: the team it stands in."""

    kind = models.CharField("period", max_length=10, choices=KINDS, default="quarter")
    start_on = models.DateField()
    end_on = models.DateField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="forecasts", db_index=False
    )
    home = models.ForeignKey("people.Team", models.PROTECT, related_name="+")

    objects = ForecastQuerySet.as_manager()
    scope = TeamScope(see="forecasts.see", owner="", whose="person", at="home")

    class Meta:
        verbose_name = "forecast"
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="forecast_days"),
            models.UniqueConstraint(
                fields=["person", "start_on", "end_on"],
                condition=Q(person__isnull=False),
                name="forecast_person_once",
            ),
            models.UniqueConstraint(
                fields=["home", "start_on", "end_on"],
                condition=Q(person__isnull=True),
                name="forecast_team_once",
            ),
        ]
        indexes = [models.Index(fields=["start_on", "end_on", "home"], name="forecast_period")]

    def __str__(self) -> str:
        return f"{self.name}, {self.period(organization.calendar()).label}"

    def get_absolute_url(self) -> str:
        return reverse("forecasts:story", args=[self.pk])

    @property
    def name(self) -> str:
        """Whose forecast it is."""
        return str(self.person or self.home)

    def period(self, calendar: FiscalCalendar) -> Period:
        """The period, as it was when the forecast began."""
        return calendar.beginning(self.kind, self.start_on)  # type: ignore[arg-type]


class CallQuerySet(ScopedQuerySet["Call"]):
    def standing(self, at: datetime | None = None) -> Self:
        """Of each forecast and seat the newest call, as of a moment if one is given."""
        said = self.model._base_manager.all() if at is None else self.model._base_manager.filter(at__lte=at)
        newest = said.order_by().values("forecast", "seat").annotate(newest=models.Max("pk")).values("newest")
        return self.filter(pk__in=newest)


class Call(models.Model):
    """One call, never changed. `seat`: the team from whose lead it is made; none for an officer's own.

    The seat of a team's own call is the team itself; of an override, the team of whoever overrides. Without figures an
    override is taken back. `basis` is what lay beneath: sums by category and a digest of the deals
    (rules.Basis); of a team's call also what the parts added up to.
    """

    forecast = models.ForeignKey(Forecast, models.PROTECT, related_name="calls", db_index=False)
    seat = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    commit = AmountField(null=True)
    best = AmountField("best case", null=True)
    likely = AmountField("most likely", null=True)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300, blank=True, default="")
    basis = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = CallQuerySet.as_manager()
    scope = TeamScope(see="forecasts.see", owner="", whose="forecast__person", at="forecast__home")

    class Meta:
        verbose_name = "call"
        ordering = ["forecast", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likely__isnull=False)
                | Q(seat__isnull=False, commit__isnull=True, best__isnull=True),
                name="call_figures",
            ),
        ]
        indexes = [models.Index(fields=["forecast", "seat", "-id"], name="call_newest")]

    def __str__(self) -> str:
        return f"{self.forecast_id}: {self.likely}"
