"""What a person was told, and how they want to be told."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.authority.models import Entry
from tandem.people.models import Person


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, person: Person) -> Self:
        """One person's own; nobody reads somebody else's."""
        return self.filter(person=person, in_app=True)

    def unread(self) -> Self:
        """Those not read yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """Somebody is told of one entry of the logbook. Words and link are made when it is shown.

    `about` is the record that must be visible to the person, when it is written and again when it is shown.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    in_app = models.BooleanField(default=True)
    to_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="notified_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_person"),
            models.Index(
                fields=["person"], name="notification_unread", condition=Q(read_at__isnull=True, in_app=True)
            ),
            models.Index(
                fields=["person"], name="notification_mail", condition=Q(to_mail=True, mailed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} told of {self.entry_id}"


class NotificationChoice(models.Model):
    """How a person wants to hear of one kind, where it differs from the default."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
