"""What every record has, whatever it is about."""

from __future__ import annotations

from django.db import models


class Record(models.Model):
    """A row that people read and edit: versioned, dated, with room for the organization's own fields.

    A deleted record is marked, not gone: reports of the past still count it, and a delete can be undone.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    external_id = models.CharField(max_length=100, blank=True, default="", editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class Repeat(models.Model):
    """The kept answer of an API request that carried an Idempotency-Key (core.repeats)."""

    who = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    headers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "key"], name="repeat_once")]

    def __str__(self) -> str:
        return self.key


class Shared(models.Model):
    """What all processes of the server count together, such as failed sign-ins: the table of Django's DatabaseCache,
    which alone reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "core_shared"

    def __str__(self) -> str:
        return self.cache_key


# Models of this package that live beside what uses them.
from tandem.core.fields.models import CustomField  # noqa: E402, F401
from tandem.core.imports.models import ImportBatch, ImportLine, ImportMemory, ImportPiece  # noqa: E402, F401
from tandem.core.jobs.models import Job, JobFile  # noqa: E402, F401
from tandem.core.lists.models import SavedView  # noqa: E402, F401
from tandem.core.rates import ExchangeRate  # noqa: E402, F401
from tandem.core.search.models import Document  # noqa: E402, F401
