"""What fields the organization added, and to which records."""

from __future__ import annotations

from django.db import models

RECORDS = {"account": "Accounts", "contact": "Contacts", "deal": "Deals"}
TYPES = {
    "text": "Text",
    "number": "Number",
    "money": "Money",
    "date": "Date",
    "choice": "Choice",
    "yes_no": "Yes or no",
}


class CustomField(models.Model):
    """A field of a kind of record. `key` is its name in Record.extra, in files and in the API, and never changes.

    An archived field is not shown any more; its values are kept.
    """

    record = models.CharField(max_length=20, choices=RECORDS)
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    type = models.CharField(max_length=10, choices=TYPES)
    choices = models.JSONField(default=list, blank=True)
    help = models.CharField(max_length=200, blank=True, default="")
    required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "field"
        ordering = ["record", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="custom_field_key_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """Its word in forms, addresses of lists and imports: "x_region_code"."""
        return f"x_{self.key}"

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
