"""How good a call was: written once when its period is over, and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.authority.scope import ScopedQuerySet
from tandem.core.money import AmountField
from tandem.forecasts.models.forecasts import KINDS
from tandem.forecasts.models.scope import TeamScope

LAYERS = {
    "naive": "Same weeks of the period before",
    "model": "Model",
    "officer": "Officer",
    "manager": "Manager",
    "director": "Director",
}
ABOUT_THE_WORK = ("naive", "model", "officer")


class Score(models.Model):
    """What one layer said of one person or team, so many weeks before the end, and what came.

    `team`: the team it is about, or that the person was in. `chair`: the team from whose lead it was said, else `team`;
    who leads it sees the score. `low` and `high`: the model's band, 8 in 10. Of a sum of officers only those who had
    handed up are in `figure` and in `actual`; `parts` says how many. `target`: what it was held against.
    """

    kind = models.CharField("period", max_length=10, choices=KINDS, default="quarter")
    start_on = models.DateField()
    end_on = models.DateField()
    weeks = models.PositiveSmallIntegerField("weeks before the end")
    layer = models.CharField(max_length=10, choices=LAYERS)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+", db_index=False)
    chair = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    figure = AmountField()
    low = AmountField(null=True)
    high = AmountField(null=True)
    actual = AmountField()
    target = AmountField(null=True)
    currency = models.CharField(max_length=3)
    parts = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    scope = TeamScope(see="forecasts.see", owner="", at="chair", own=Q(layer__in=ABOUT_THE_WORK))

    class Meta:
        verbose_name = "score"
        constraints = [
            models.UniqueConstraint(
                fields=["start_on", "end_on", "weeks", "layer", "person", "chair"],
                condition=Q(person__isnull=False),
                name="score_person_once",
            ),
            models.UniqueConstraint(
                fields=["start_on", "end_on", "weeks", "layer", "team", "chair"],
                condition=Q(person__isnull=True),
                name="score_team_once",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "weeks", "end_on"], name="score_team"),
            models.Index(fields=["person", "weeks", "end_on"], name="score_person"),
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.weeks} weeks before {self.end_on}: {self.figure} of {self.actual}"
