"""Pipelines and their stages."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

KINDS = {"open": "Open", "won": "Won", "lost": "Lost"}


class Pipeline(models.Model):
    """A way of selling, as a row of stages. One pipeline is the default."""

    name = models.CharField(max_length=120)
    default = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "pipeline"
        ordering = ["-default", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="pipeline_name"),
            models.UniqueConstraint(
                fields=["default"], name="pipeline_one_default", condition=Q(default=True)
            ),
            models.CheckConstraint(condition=Q(default=False) | Q(active=True), name="pipeline_default_used"),
        ]

    def __str__(self) -> str:
        return self.name

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class StageQuerySet(models.QuerySet["Stage"]):
    def used(self) -> Self:
        """Stages that deals can stand in today; removed ones are kept for the history."""
        return self.filter(active=True)

    def open(self) -> Self:
        """Stages of deals that are neither won nor lost."""
        return self.filter(kind="open")


class Stage(models.Model):
    """One stage of a pipeline.

    `exit_criteria`: a list of {"field": name} or {"text": sentence}, each with "block": whether a deal may leave
    the stage forward without it. `chance` is the stage's configured share of deals that are won from here, in
    percent; it weighs totals and is no prediction about one deal.
    """

    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="stages")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=KINDS, default="open")
    chance = models.PositiveSmallIntegerField("stage chance", default=0)
    usual_days = models.PositiveSmallIntegerField(null=True, blank=True)
    measured_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    exit_criteria = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = "stage"
        ordering = ["pipeline", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "name"], name="stage_name_once", condition=Q(active=True)
            ),
            models.UniqueConstraint(
                fields=["pipeline", "kind"],
                name="stage_one_end_of_each_kind",
                condition=Q(active=True, kind__in=["won", "lost"]),
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="stage_kind"),
            models.CheckConstraint(
                condition=Q(kind="won", chance=100)
                | Q(kind="lost", chance=0)
                | Q(kind="open", chance__lte=100),
                name="stage_chance",
            ),
            models.CheckConstraint(
                condition=Q(usual_days__isnull=True) | Q(kind="open"), name="stage_usual_days_of_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether deals in it are neither won nor lost."""
        return self.kind == "open"

    @property
    def usual(self) -> int | None:
        """How many days deals usually spend here: as configured, else the measured median, else unknown."""
        return self.usual_days if self.usual_days is not None else self.measured_days

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
