"""What happened to deals: stages they came through, close dates that moved. Rows are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.money import AmountField
from tandem.deals.models.deals import Deal
from tandem.deals.models.pipelines import Stage


class StageChange(models.Model):
    """A deal came into a stage. The first one, without `from_stage`, is when it was opened.

    `seconds` is the time it had spent in the stage it left. Amount, currency and expected close date are kept as
    they were, so that the pipeline can be told as of any past day.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="stage_changes", db_index=False)
    from_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+", db_index=False)
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    seconds = models.PositiveBigIntegerField(null=True)
    amount = AmountField(null=True)
    currency = models.CharField(max_length=3)
    expected_close_on = models.DateField(null=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(see="deals.see", owner="deal__owner", record="deal")

    class Meta:
        ordering = ["deal", "at", "pk"]
        indexes = [
            models.Index(fields=["deal", "at", "id"], name="stage_change_deal"),
            models.Index(fields=["from_stage", "-at"], name="stage_change_left"),
            models.Index(fields=["at", "id"], name="stage_change_at"),
        ]

    def __str__(self) -> str:
        return f"deal {self.deal_id}: {self.from_stage_id} to {self.to_stage_id}"


class DatePush(models.Model):
    """The expected close date of an open deal was changed: slippage is counted from these."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="date_pushes", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    was_on = models.DateField(null=True)
    now_on = models.DateField(null=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(see="deals.see", owner="deal__owner", record="deal")

    class Meta:
        ordering = ["deal", "at", "pk"]
        indexes = [
            models.Index(fields=["deal", "at", "id"], name="date_push_deal"),
            models.Index(fields=["was_on", "at", "now_on", "deal"], name="date_push_moved"),
        ]

    def __str__(self) -> str:
        return f"deal {self.deal_id}: {self.was_on} to {self.now_on}"
