"""How likely deals are to be won: the model in force, what it says of each deal, and what people say themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.deals.models.deals import Deal


class WinFit(models.Model):
    """A model of win chances, as fitted on a day; the newest is in force.

    `kind`: "prior", "base", "logistic" or "boosting" (science.winning.fitting); `decided` and `won`: the deals it was
    learned from; `model`: its functions; `record`: what became of held-out chances, None with too few.
    """

    made_at = models.DateTimeField()
    as_of = models.DateField()
    kind = models.CharField(max_length=10)
    decided = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    base = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    rests_on_prior = models.FloatField()
    usual_amount = models.FloatField(default=0)
    model = models.JSONField()
    record = models.JSONField(null=True)
    left_out = models.JSONField(default=dict)

    class Meta:
        verbose_name = "model of win chances"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.decided} deals"

    @property
    def ranks(self) -> bool:
        """Whether deals differ by more than chance; if not, all have the base rate."""
        return self.kind in ("logistic", "boosting")


def _whole(share: float) -> int:
    return min(max(round(share * 100), 1), 99)


class WinChance(models.Model):
    """What the model says of one deal, 0 to 1. `low`, `high`: the share won of held-out deals told about the same.

    `reasons`: [column, words, points] by size; a closed deal keeps the last chance that was told.
    """

    deal = models.OneToOneField(Deal, models.CASCADE, primary_key=True, related_name="win_chance")
    fit = models.ForeignKey(WinFit, models.CASCADE, related_name="+")
    chance = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    alike = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    scope = Scope(see="deals.see", owner="deal__owner", record="deal")

    class Meta:
        verbose_name = "win chance"

    def __str__(self) -> str:
        return f"deal {self.deal_id}: {self.percent}%"

    @property
    def percent(self) -> int:
        """Whole percent; never 0 or 100."""
        return _whole(self.chance)

    @property
    def range_words(self) -> str:
        """ "41–58%"; never 0 or 100."""
        return f"{self.low_percent}–{self.high_percent}%"

    @property
    def low_percent(self) -> int:
        """The lower end of its range, in whole percent."""
        return _whole(self.low)

    @property
    def high_percent(self) -> int:
        """The upper end of its range, in whole percent."""
        return _whole(self.high)


class Estimate(models.Model):
    """What a person said of a deal's chance, in percent, and what the model said then. Only ever added to."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="estimates", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="estimates")
    percent = models.PositiveSmallIntegerField()
    told = models.FloatField("chance told then", null=True)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    scope: Any = Scope(see="deals.see", owner="deal__owner", record="deal")

    class Meta:
        verbose_name = "own estimate"
        ordering = ["deal", "at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="estimate_percent")]
        indexes = [models.Index(fields=["deal", "at", "id"], name="estimate_of_deal")]

    def __str__(self) -> str:
        return f"{self.percent}%"
