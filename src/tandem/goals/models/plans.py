"""Plans, the target of each team and person in them, and every figure a target ever had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from tandem.authority import reach
from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.money import AmountField
from tandem.core.periods import FiscalCalendar, Period
from tandem.people.models import Person, Team

METRICS = {"bookings": "Bookings", "deals_won": "Deals won", "new_accounts": "New accounts"}
KINDS = {"year": "Year", "quarter": "Quarter", "month": "Month"}
PLAN_STATES = {"draft": "Draft", "published": "Published"}
TARGET_STATES = {
    "draft": "Draft",
    "proposed": "Waiting for an answer",
    "countered": "Counter-proposed",
    "accepted": "Accepted",
    "stood_firm": "Decided",
}


@dataclass(frozen=True)
class PlanScope(Scope):
    """A plan belongs to the team at its top. Whoever sees one of its targets sees that it exists."""

    def owner_of(self, row: Any) -> Person | None:
        return row.team.manager

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        if _team_within(viewer, verb, row.team.path):
            return True
        return verb == self.see and Target.objects.visible_to(viewer).filter(plan=row).exists()

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        if reach.reach_of(viewer, verb) is reach.ALL:
            return None
        mine = Q(pk__in=[])
        for path in reach.paths_within(viewer, verb) if viewer.role != "officer" else []:
            mine |= Q(team__path__startswith=path)
        if verb == self.see:
            mine |= Q(pk__in=Target.objects.visible_to(viewer).values("plan"))
        return mine


@dataclass(frozen=True)
class TargetScope(Scope):
    """A target belongs to the person who carries it, or to the manager of its team."""

    def owner_of(self, row: Any) -> Person | None:
        return row.holder

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        if row.person_id == viewer.pk:
            return verb == self.see and row.state != "draft"
        return _team_within(viewer, verb, row.home.path)

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        if reach.reach_of(viewer, verb) is reach.ALL:
            return None
        mine = Q(person=viewer) & ~Q(state="draft") if verb == self.see else Q(pk__in=[])
        for path in reach.paths_within(viewer, verb) if viewer.role != "officer" else []:
            mine |= Q(home__path__startswith=path)
        return mine


def _team_within(viewer: Person, verb: str, path: str) -> bool:
    if reach.reach_of(viewer, verb) is reach.ALL:
        return True
    if viewer.role == "officer" or reach.reach_of(viewer, verb) is reach.NONE:
        return False
    return any(path.startswith(led) for led in reach.paths_within(viewer, verb))


class PlanQuerySet(ScopedQuerySet["Plan"]):
    def of_period(self, period: Period) -> Self:
        """Plans of exactly this period."""
        return self.filter(start_on=period.start, end_on=period.end)


class Plan(models.Model):
    """A metric, a period, a top target, and how it is broken down.

    `most_change`: by how many percent, up or down, a person's share may differ from what they reached in the same
    period of last year. `counts_days`: somebody who is away or new gets a smaller share.
    """

    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    metric = models.CharField(max_length=20, choices=METRICS, default="bookings")
    kind = models.CharField("period", max_length=10, choices=KINDS, default="quarter")
    start_on = models.DateField()
    end_on = models.DateField()
    currency = models.CharField(max_length=3, blank=True, default="")
    top = AmountField("top target")
    weights = models.JSONField(default=dict)
    over_officers = models.DecimalField(
        "over-assignment of officers", max_digits=5, decimal_places=2, default=0
    )
    over_teams = models.DecimalField("over-assignment of teams", max_digits=5, decimal_places=2, default=0)
    most_change = models.DecimalField(
        "most change on last year", max_digits=5, decimal_places=2, null=True, blank=True
    )
    counts_days = models.BooleanField("counts days away and ramp", default=True)
    answer_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PLAN_STATES, default="draft")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()
    scope = PlanScope(see="goals.see", owner="")

    class Meta:
        verbose_name = "plan"
        constraints = [
            models.UniqueConstraint(fields=["team", "metric", "start_on", "end_on"], name="plan_once"),
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="plan_days"),
            models.CheckConstraint(condition=Q(top__gte=0), name="plan_top_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    over_officers__gte=0, over_officers__lte=100, over_teams__gte=0, over_teams__lte=100
                ),
                name="plan_over_assignment",
            ),
            models.CheckConstraint(
                condition=Q(most_change__isnull=True) | Q(most_change__gt=0), name="plan_most_change"
            ),
        ]
        indexes = [models.Index(fields=["start_on", "metric"], name="plan_period")]

    def __str__(self) -> str:
        return f"{METRICS[self.metric]} {self.start_on} to {self.end_on}"

    def period(self, calendar: FiscalCalendar) -> Period:
        """The plan's own days, named by the organization's calendar."""
        return calendar.beginning(self.kind, self.start_on)  # type: ignore[arg-type]

    @property
    def is_money(self) -> bool:
        """Bookings are money; the other metrics are counts."""
        return self.metric == "bookings"

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class TargetQuerySet(ScopedQuerySet["Target"]):
    def published(self) -> Self:
        """Targets that somebody carries."""
        return self.exclude(state="draft")

    def on(self, day: Any) -> Self:
        """Targets whose period contains this day."""
        return self.filter(plan__start_on__lte=day, plan__end_on__gte=day)

    def named(self) -> list[Target]:
        """The targets with what they are called by: person, team, home and its manager, each read once.

        Joined to each of five hundred rows, all these would be most of what a page of a plan costs.
        """
        rows = list(self)
        people = Person.objects.only("name", "role", "is_active").in_bulk(
            {row.person_id for row in rows if row.person_id}
        )
        teams = (
            Team.objects.select_related("manager")
            .only("name", "path", "manager__name", "manager__role", "manager__is_active")
            .in_bulk({row.home_id for row in rows} | {row.team_id for row in rows if row.team_id})
        )
        for row in rows:
            row.home = teams[row.home_id]
            row.team, row.person = teams.get(row.team_id or 0), people.get(row.person_id or 0)
        return rows


class Target(models.Model):
    """One team's or one person's share of a plan. `home` is the team it stands in: itself, or the person's.

    `suggested` is what the split alone gives; `typed` says that somebody wrote the amount by hand, which stays
    until the split is run again; `locked` stays then too. `cap`: what the officers of a team carry together at most,
    its over-assignment included. `kept_reason` says why `kept_amount` stays although its chance is outside the band;
    with another amount it says nothing.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="targets")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="targets")
    home = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    amount = AmountField()
    suggested = AmountField()
    floor = AmountField(null=True, blank=True)
    ceiling = AmountField(null=True, blank=True)
    cap = AmountField(null=True, blank=True)
    locked = models.BooleanField(default=False)
    typed = models.BooleanField(default=False)
    reasons = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    kept_reason = models.TextField(blank=True, default="")
    kept_amount = AmountField(null=True)
    state = models.CharField(max_length=12, choices=TARGET_STATES, default="draft")
    version = models.PositiveIntegerField(default=1)

    objects = TargetQuerySet.as_manager()
    scope = TargetScope(see="goals.see", owner="")

    class Meta:
        verbose_name = "target"
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, person__isnull=True)
                | Q(team__isnull=True, person__isnull=False),
                name="target_team_or_person",
            ),
            models.UniqueConstraint(
                fields=["plan", "person", "home"],
                condition=Q(person__isnull=False),
                name="target_person_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "team"], condition=Q(team__isnull=False), name="target_team_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="target_not_negative"),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gte=0, team__isnull=False), name="target_cap_of_team"
            ),
        ]
        indexes = [models.Index(fields=["person", "plan"], name="target_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Whose target it is."""
        return str(self.person or self.team)

    @property
    def kept(self) -> bool:
        """Somebody said why this figure stays as it is."""
        return bool(self.kept_reason) and self.kept_amount == self.amount

    @property
    def holder(self) -> Person | None:
        """Who carries it: the person, or the team's manager."""
        return self.person if self.person_id else self.home.manager

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class TargetVersion(models.Model):
    """A figure that a target had, from when, by whom and why. Never changed, never removed.

    `chance`: what was stated for it then, in percent; None with too little history.
    """

    WHY = {"published": "Published", "countered": "Counter accepted", "revised": "Revised"}

    target = models.ForeignKey(Target, models.CASCADE, related_name="versions")
    amount = AmountField()
    before = AmountField(null=True)
    kind = models.CharField(max_length=12, choices=WHY)
    reason = models.TextField(blank=True, default="")
    chance = models.FloatField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.amount} {self.kind}"


class KeptCurve(models.Model):
    """How a team's results of one metric usually fall within a period (science.season), kept while it lasts.

    It depends only on finished periods, so it is worked out once. `shares` has one number per working day.
    """

    team = models.ForeignKey("people.Team", models.CASCADE, related_name="+")
    metric = models.CharField(max_length=20, choices=METRICS)
    start_on = models.DateField()
    end_on = models.DateField()
    method = models.CharField(max_length=10)
    shares = models.JSONField()
    periods = models.PositiveSmallIntegerField()
    results = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "metric", "start_on", "end_on"], name="curve_once")
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.metric} {self.start_on}"
