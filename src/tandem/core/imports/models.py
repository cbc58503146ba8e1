"""An import and what became of it: the file, what was recognized and answered, counts, rows to look at or undo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

STATES = {
    "new": "Uploaded",
    "trying": "Trying out",
    "tried": "Tried out",
    "running": "Running",
    "linking": "Connecting rows",
    "finished": "Finished",
    "stopped": "Stopped",
    "undoing": "Undoing",
    "undone": "Undone",
}
OUTCOMES = {"created": "Created", "changed": "Changed", "refused": "Refused", "kept": "Kept"}


class ImportBatch(models.Model):
    """One file on its way in.

    `layout`, `shapes`: what was recognized (core.imports.layout, shapes). `mapping`: column → field.
    `answers`: field → text in the file → "use:NAME", "create", "blank". `questions`: field → text → rows, proposals.
    `trial` and `counts`: created, changed, unchanged, refused, and notes with their counts.
    `cursor` is the number of the last row that is safely in; while it is undone, how far that is, on the same scale.
    """

    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=10, choices=STATES, default="new")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    layout = models.JSONField(default=dict)
    shapes = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    trial = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["actor", "-id"], name="import_actor")]

    def __str__(self) -> str:
        return f"{self.file_name} as {self.kind}"

    @property
    def busy(self) -> bool:
        """Whether something works on it, or should."""
        return self.state in ("trying", "running", "linking", "undoing")

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.cursor // self.total) if self.total else 0

    def put(self, **values: Any) -> None:
        """Set and save some fields."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


class ImportPiece(models.Model):
    """A piece of the file's bytes. In the database, so that every process and worker can read it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_piece_once")]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.batch_id}"


class ImportLine(models.Model):
    """What became of a row of the file that was not merely left unchanged. `trial`: only tried out."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("row")
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    trial = models.BooleanField(default=False)
    about = models.CharField(max_length=60, blank=True, default="")
    about_id = models.BigIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    undone = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "trial", "outcome", "number"], name="import_line_batch"),
            models.Index(
                fields=["about", "about_id"], name="import_line_about", condition=Q(about_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number} {self.outcome}"


class ImportMemory(models.Model):
    """How a person mapped a file with these columns, for the next file like it."""

    kind = models.CharField(max_length=30)
    fingerprint = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="import_memory_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"
