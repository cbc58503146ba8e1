"""The open deals as they stood at a moment. Rows are inserted and never changed."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from tandem.authority.scope import ScopedQuerySet
from tandem.core.money import AmountField
from tandem.deals.models import Deal
from tandem.forecasts.models.scope import TeamScope

TAKEN = {"weekly": "Weekly", "asked": "On demand"}


class Snapshot(models.Model):
    """When the open deals were written down, and what one needs to read them later.

    `rates`: what a unit of each currency was worth in `currency` that day. `names`: what stages and teams were called
    then, {"stages": {id: [name, position]}, "teams": {id: [name, path]}}.
    """

    on = models.DateField()
    taken_at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=TAKEN, default="weekly")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    rates = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    names = models.JSONField(default=dict)

    class Meta:
        verbose_name = "snapshot"
        ordering = ["taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["on"], name="snapshot_weekly_once", condition=Q(kind="weekly")),
        ]
        indexes = [models.Index(fields=["taken_at"], name="snapshot_taken")]

    def __str__(self) -> str:
        return f"{self.on}, {TAKEN[self.kind].lower()}"


class SnapshotDeal(models.Model):
    """One open deal in a snapshot. `value`: its amount in the organization's currency by the rate of that day.

    The deal is named by its number only: a deal that is deleted for good takes nothing out of a snapshot. `chance`: its
    win chance in ten-thousandths where there was one.
    """

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="deals", db_index=False)
    deal = models.ForeignKey(Deal, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    stage = models.ForeignKey("deals.Stage", models.PROTECT, related_name="+", db_index=False)
    amount = AmountField(null=True)
    currency = models.CharField(max_length=3)
    value = AmountField(null=True)
    closes_on = models.DateField(null=True)
    category = models.CharField(max_length=10)
    chance = models.PositiveSmallIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()
    scope = TeamScope(see="forecasts.see", owner="", whose="owner", at="team")

    class Meta:
        verbose_name = "deal in a snapshot"
        constraints = [models.UniqueConstraint(fields=["snapshot", "deal"], name="snapshot_deal_once")]
        indexes = [models.Index(fields=["snapshot", "team", "owner"], name="snapshot_deal_team")]

    def __str__(self) -> str:
        return f"{self.deal_id} in {self.snapshot_id}"
