"""What people say beside a record, and what a manager says to everybody below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tandem.authority import reach
from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.models import Record

if TYPE_CHECKING:
    from tandem.people.models import Person


def is_record(model: type[models.Model]) -> bool:
    """Whether rows of this model can be talked about: records that belong to somebody."""
    return issubclass(model, Record) and hasattr(model, "scope")


def spoken_about() -> list[Any]:
    """The models whose rows can be talked about."""
    return [model for model in apps.get_models() if is_record(model) and not hasattr(model, "about")]


@dataclass(frozen=True)
class WithRecord(Scope):
    """Seen by whoever sees the record it is about; changed by who owns it and those above them."""

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        """What limits rows about records to those the viewer may touch."""
        owned = reach.owned_within(viewer, verb, self.owner)
        if verb != self.see or owned is None or reach.reach_of(viewer, verb) is reach.NONE:
            return owned
        for record in spoken_about():
            seen = record.scope.condition(viewer, record.scope.see, record)
            about = Q(about=record._meta.label_lower)
            if seen is not None:
                about &= Q(about_id__in=record._base_manager.filter(seen).values("pk"))
            owned |= about
        return owned

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        """Whether the viewer may do `verb` to this row."""
        if reach.reaches_person(viewer, verb, self.owner_of(row)):
            return True
        if verb != self.see or not row.about or reach.reach_of(viewer, verb) is reach.NONE:
            return False
        model: Any = apps.get_model(row.about)
        record = model._base_manager.filter(pk=row.about_id).first()
        return record is not None and reach.may(viewer, model.scope.see, record)


class CommentQuerySet(ScopedQuerySet["Comment"]):
    """Comments."""


class Comment(Record):
    """One remark about a record. `mentions` holds the ids of the people it calls by name."""

    about = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    mentions = models.JSONField(default=list)
    edited_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()
    scope = WithRecord(see="collaboration.see_comment", owner="author")

    class Meta:
        verbose_name = "comment"
        indexes = [models.Index(fields=["about", "about_id", "-created_at"], name="comment_about")]

    def __str__(self) -> str:
        return self.text[:60]


@dataclass(frozen=True)
class ToTeam(Scope):
    """Seen by the people of the team it was written to, by its author, and by those above."""

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        """What limits announcements to those the viewer may see or change."""
        owned = reach.owned_within(viewer, verb, self.owner)
        if verb != self.see or owned is None or reach.reach_of(viewer, verb) is reach.NONE:
            return owned
        parts = viewer.path.split("/")[:-1]
        owned |= Q(path__in=["/".join(parts[: end + 1]) + "/" for end in range(len(parts))])
        for path in viewer.led:
            owned |= Q(path__startswith=path)
        return owned

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        """Whether the viewer may do `verb` to this announcement."""
        condition = self.condition(viewer, verb, type(row))
        return condition is None or type(row)._base_manager.filter(condition, pk=row.pk).exists()


class AnnouncementQuerySet(ScopedQuerySet["Announcement"]):
    """Announcements."""


class Announcement(Record):
    """What a manager says to their team and all teams below it. `path` is the team's at that time."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, default="")
    until = models.DateField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()
    scope = ToTeam(see="collaboration.see_announcement", owner="author")

    class Meta:
        verbose_name = "announcement"
        indexes = [models.Index(fields=["path", "-created_at"], name="announcement_path")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collaboration:announcements")
