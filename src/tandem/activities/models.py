"""One model for what was done and what is to do."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tandem.activities.rules import ALL_OUTCOMES, ICONS, KINDS, TASK
from tandem.authority.scope import ScopedQuerySet
from tandem.collaboration.models import WithRecord
from tandem.core.models import Record
from tandem.people.models import Person


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    def on(self, record: models.Model) -> Self:
        """Those about one record."""
        return self.filter(about=record._meta.label_lower, about_id=record.pk)

    def tasks(self) -> Self:
        """What somebody is to do."""
        return self.filter(kind=TASK)

    def open(self) -> Self:
        """Tasks not done yet, the most urgent first."""
        urgent_first = (F("due_on").asc(nulls_last=True), "pk")
        return self.tasks().filter(done_at__isnull=True).order_by(*urgent_first)

    def of(self, person: Person) -> Self:
        """One person's own."""
        return self.filter(owner=person)


class Activity(Record):
    """A note, call, e-mail or meeting that happened `at`; or a task that its owner is to do by `due_on`.

    `about` and `about_id` name the record it concerns; a task may concern none.
    """

    kind = models.CharField(max_length=10, choices=KINDS)
    about = models.CharField(max_length=60, blank=True, default="")
    about_id = models.BigIntegerField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="activities")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=ALL_OUTCOMES, blank=True, default="")
    due_on = models.DateField("due", null=True, blank=True)
    done_at = models.DateTimeField("done", null=True, blank=True)

    objects = ActivityQuerySet.as_manager()
    scope = WithRecord(see="activities.see", owner="owner")

    class Meta:
        verbose_name = "activity"
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="activity_external", condition=~Q(external_id="")
            ),
            models.CheckConstraint(
                condition=Q(about="", about_id__isnull=True) | (~Q(about="") & Q(about_id__isnull=False)),
                name="activity_about_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "about_id", "-at"], name="activity_about"),
            models.Index(fields=["owner", "-at"], name="activity_owner"),
            models.Index(
                fields=["owner", "due_on"],
                name="activity_open_tasks",
                condition=Q(kind=TASK, done_at__isnull=True, deleted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80] or self.get_kind_display()

    def get_absolute_url(self) -> str:
        if self.is_task or not self.about:
            return reverse("activities:tasks")
        return f"{reverse('activities:timeline')}?about={self.about}&id={self.about_id}"

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return ICONS[self.kind]

    @property
    def is_task(self) -> bool:
        """Whether it is something to do."""
        return self.kind == TASK

    def is_late(self, today: date) -> bool:
        """Whether its day has passed undone."""
        return self.is_task and self.done_at is None and self.due_on is not None and self.due_on < today
