"""The table of what can be found."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One record as search knows it. `folded` begins with a space, so that " ac" finds beginnings of words.

    On SQLite triggers keep the index core_document_fts in step. A migration that alters this table loses them: let it
    end with engine.build.
    """

    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    line = models.CharField(max_length=200, blank=True, default="")
    title_folded = models.CharField(max_length=220, db_index=True)
    folded = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "kind"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.title}"
