"""Views of lists that people keep."""

from __future__ import annotations

from django.conf import settings
from django.db import models

AUDIENCES = {"": "Only me", "team": "My team", "everyone": "Everyone"}


class SavedView(models.Model):
    """A query of a list under a name. It shows each reader what that reader may see, whoever saved it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True, default="")
    shared = models.CharField(max_length=10, choices=AUDIENCES, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="saved_view_name_once"),
        ]
        indexes = [models.Index(fields=["list_name", "shared"], name="saved_view_list")]

    def __str__(self) -> str:
        return self.name
