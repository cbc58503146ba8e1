"""A model's scope: which verb lets a person see its rows, and who owns one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.http import Http404

from tandem.authority import reach
from tandem.authority.models import Share

if TYPE_CHECKING:
    from tandem.people.models import Person

M = TypeVar("M", bound=models.Model, covariant=True)


@dataclass(frozen=True)
class Scope:
    """`see`: the verb that shows rows. `owner`: lookup to the person who owns one, e.g. "account__owner",
    and "" where the row is the person.

    `record`: lookup to the row whose shares count ("" for the row itself), e.g. "account".
    """

    see: str
    owner: str = "owner"
    record: str = ""

    def owner_of(self, row: Any) -> Person | None:
        """The person who owns this row."""
        for name in filter(None, self.owner.split("__")):
            row = getattr(row, name) if row is not None else None
        return row

    def record_of(self, row: Any) -> Any:
        """The row whose shares count for this one."""
        for name in filter(None, self.record.split("__")):
            row = getattr(row, name)
        return row

    def shared_with(self, viewer: Person, row: Any, verb: str) -> bool:
        """Whether the row was shared with the viewer, to see or to work on."""
        if not viewer.has_shares:
            return False
        record = self.record_of(row)
        shares = Share.objects.filter(person=viewer, about=record._meta.label_lower, about_id=record.pk)
        if not verb.endswith(".see"):
            shares = shares.filter(to_work=True)
        return shares.exists()

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        """What limits `model` to the rows that the viewer may touch with `verb`; None: nothing."""
        owned = reach.owned_within(viewer, verb, self.owner or "pk")
        if owned is None or not viewer.has_shares or reach.reach_of(viewer, verb) is reach.NONE:
            return owned
        record = model
        for name in filter(None, self.record.split("__")):
            record = record._meta.get_field(name).related_model  # type: ignore[assignment]
        shares = Share.objects.filter(person=viewer, about=record._meta.label_lower)
        if not verb.endswith(".see"):
            shares = shares.filter(to_work=True)
        return owned | Q(**{f"{self.record or 'pk'}__in": shares.values("about_id")})


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows whose rows it may show."""

    def visible_to(self, viewer: Person) -> Self:
        """Only the rows that exist for this viewer."""
        return self.touchable_by(viewer, self.model.scope.see)  # type: ignore[attr-defined]

    def touchable_by(self, viewer: Person, verb: str) -> Self:
        """Only the rows that this viewer may do `verb` to."""
        condition = self.model.scope.condition(viewer, verb, self.model)  # type: ignore[attr-defined]
        return self if condition is None else self.filter(condition)

    def get_visible(self, viewer: Person, pk: int | str) -> M:
        """One row, or Http404: absent and foreign look the same."""
        try:
            return self.visible_to(viewer).get(pk=pk)
        except (ObjectDoesNotExist, ValueError, OverflowError) as error:
            name = self.model._meta.verbose_name
            raise Http404(f"There is no such {name}, or it is not yours to see.") from error
