"""Long work and the files it makes, as rows, so that any process on any machine can do it and show it."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

STATES = {
    "waiting": "Waiting",
    "running": "Running",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
OVER = ("done", "failed", "cancelled")


class Job(models.Model):
    """One piece of long work. `values` are the arguments of its function, `result` what it gave back.

    `seen_at` is when its worker last gave a sign of life.
    """

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    words = models.CharField(max_length=300, blank=True, default="")
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.CharField(max_length=500, blank=True, default="")
    file_name = models.CharField(max_length=120, blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    once = models.CharField(max_length=100, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="job_asked_by"),
            models.Index(fields=["state", "seen_at"], name="job_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER

    @property
    def percent(self) -> int | None:
        """How far it is, None while the amount of work is unknown."""
        if self.state == "done":
            return 100
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def state_name(self) -> str:
        """The state in a word."""
        return STATES[self.state]


class JobFile(models.Model):
    """A piece of a file that a job made; in the database, which is all that machines share."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="job_file_piece")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.position}"
