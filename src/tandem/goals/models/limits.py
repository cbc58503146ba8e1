"""What officers of whatever teams carry together, at least or at most."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tandem.core.money import AmountField
from tandem.goals.models.plans import Plan, Target


class PlanLimit(models.Model):
    """A limit of a plan across its teams: these officers together carry at least `least` and at most `most`.

    Its members are rows of the plan; whoever leaves it leaves the limit too, and one without members holds nobody.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="limits")
    name = models.CharField(max_length=60)
    least = AmountField("at least", null=True, blank=True)
    most = AmountField("at most", null=True, blank=True)
    targets = models.ManyToManyField(Target, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "limit"
        constraints = [
            models.UniqueConstraint("plan", Lower("name"), name="limit_name_once"),
            models.CheckConstraint(
                condition=Q(least__isnull=False) | Q(most__isnull=False), name="limit_says_something"
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=F("most")),
                name="limit_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(least__isnull=True) | Q(least__gte=0)) & (Q(most__isnull=True) | Q(most__gte=0)),
                name="limit_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name
