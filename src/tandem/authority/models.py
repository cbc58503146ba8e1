"""The organization, the logbook, shares, delegations and limits."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from tandem.core.money import AmountField

VISIBILITIES = {
    "own": "Officers see their own records",
    "team": "Officers see their team's records",
    "everyone": "Officers see every record",
}


class Organization(models.Model):
    """The one organization that this installation serves."""

    name = models.CharField(max_length=200, default="Your organization")
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=64, default="UTC")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    visibility = models.CharField(max_length=10, choices=VISIBILITIES, default="own")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fiscal_start_month__gte=1, fiscal_start_month__lte=12),
                name="organization_start_month",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One line of the logbook: who did what, when, to which row, and what changed.

    `facts` holds {"field": [before, after]} and ids, never prose. `owner` is the owner at that time.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    batch_id = models.BigIntegerField(null=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        indexes = [
            models.Index(fields=["about", "about_id", "-id"], name="entry_about"),
            models.Index(fields=["actor", "-id"], name="entry_actor"),
            models.Index(fields=["verb", "-id"], name="entry_verb"),
            models.Index(fields=["batch_id"], name="entry_batch", condition=Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.about} {self.about_id}"


class Cursor(models.Model):
    """How far a reader of the logbook has come."""

    reader = models.CharField(max_length=60, primary_key=True)
    entry_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader} at {self.entry_id}"


class Share(models.Model):
    """A record shown to somebody who would not see it otherwise."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shares")
    about = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    to_work = models.BooleanField(default=False)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about", "about_id"], name="share_once")]
        indexes = [models.Index(fields=["about", "about_id"], name="share_about")]

    def __str__(self) -> str:
        return f"{self.about} {self.about_id} with {self.person_id}"


class Delegation(models.Model):
    """Decisions that one person lends another from one day to another, both included."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations_given")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations_held")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_days"),
            models.CheckConstraint(condition=~Q(giver=F("deputy")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.deputy_id} until {self.until}"


class Limit(models.Model):
    """Up to where a role decides alone, in the unit of the verb. Null: without limit."""

    role = models.CharField(max_length=15)
    verb = models.CharField(max_length=60)
    most = AmountField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "verb"], name="limit_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.verb} {self.most}"
