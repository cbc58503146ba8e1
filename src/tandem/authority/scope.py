"""A model's scope: which verb lets a person see its rows, who owns one, and who else works on it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from tandem.authority import reach
from tandem.authority.models import Share

if TYPE_CHECKING:
    from tandem.people.models import Person

M = TypeVar("M", bound=models.Model, covariant=True)
Way = Q | QuerySet[Any, Any]  # a condition on rows, or their ids

MADE = 4_096  # statements of about 1 kB
_made: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


@dataclass(frozen=True)
class Scope:
    """Lookups from a row to the people who count for it.

    `see`      the verb that shows rows
    `owner`    to the person who owns one, e.g. "account__owner"; "" where the row is the person
    `record`   to the row whose shares count ("" for the row itself), e.g. "account"
    `team`     to the persons who work on it beside the owner, e.g. "members__person"
    `team_may` what those may do beside seeing it
    `through`  to a row whose visibility is enough to see this one, e.g. "account"
    """

    see: str
    owner: str = "owner"
    record: str = ""
    team: str = ""
    team_may: frozenset[str] = frozenset()
    through: str = ""

    def owner_of(self, row: Any) -> Person | None:
        """The person who owns this row."""
        for name in filter(None, self.owner.split("__")):
            row = getattr(row, name) if row is not None else None
        return row

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        """Whether the viewer may do `verb` to this row."""
        if reach.reaches_person(viewer, verb, self.owner_of(row)):
            return True
        if not (viewer.has_shares or self.team or self.through):
            return False
        condition = self.condition(viewer, verb, type(row))
        return condition is not None and type(row)._base_manager.filter(condition, pk=row.pk).exists()

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        """What limits `model` to the rows that the viewer may touch with `verb`; None: nothing.

        Who sees few rows in several ways has the ids of each way, found by its own index, put together: with OR a
        database reads the whole table. Of many rows the first page is found soonest by trying the ways on one after
        the other.
        """
        if self._has_several(viewer, verb) and not reach.reaches_many(viewer, verb):
            return Q(pk__in=self._found(viewer, verb, model))
        ways = self.ways(viewer, verb, model)
        return reduce(or_, map(_tried, ways)) if ways else None

    def _has_several(self, viewer: Person, verb: str) -> bool:
        """Whether rows can be the viewer's in more than one way."""
        if reach.reach_of(viewer, verb) in (reach.ALL, reach.NONE):
            return False
        by_team = bool(self.team) and (verb == self.see or verb in self.team_may)
        return by_team or viewer.has_shares or (bool(self.through) and verb == self.see)

    def _found(self, viewer: Person, verb: str, model: type[models.Model]) -> RawSQL:
        """The ids found in any way, as SQL that is made once for all who stand alike: making it takes longer than many
        a list takes to read."""
        key = (self, model, verb, connection.vendor, reach.standing(viewer))
        if key not in _made:
            if len(_made) >= MADE:
                _made.clear()
            ids = _put_together(self.ways(viewer, verb, model), model)
            _made[key] = ids.query.sql_with_params()
        return RawSQL(*_made[key])  # noqa: S611 – made by the ORM, two lines above

    def ways(self, viewer: Person, verb: str, model: type[models.Model]) -> list[Way]:
        """Each way in which rows may be the viewer's to touch; none: every row is."""
        owned = reach.owned_within(viewer, verb, self.owner or "pk")
        if owned is None:
            return []
        ways: list[Way] = [owned]
        if reach.reach_of(viewer, verb) is reach.NONE:
            return ways
        if self.team and (verb == self.see or verb in self.team_may):
            ways.append(self._worked_on(viewer, verb, model))
        if self.through and verb == self.see:
            related: Any = model._meta.get_field(self.through).related_model
            beyond = related.scope.ways(viewer, related.scope.see, related)
            if beyond:
                ways.append(Q(**{f"{self.through}__in": _put_together(beyond, related)}))
        if viewer.has_shares:
            ways.append(self._shared(viewer, verb, model))
        return ways

    def _worked_on(self, viewer: Person, verb: str, model: Any) -> QuerySet[Any, Any]:
        """The ids of the rows that those within reach work on, from the table that says who does."""
        members, _, person = self.team.partition("__")
        relation = model._meta.get_field(members)
        mine = reach.owned_within(viewer, verb, person) or Q()
        return relation.related_model._base_manager.filter(mine).order_by().values(relation.field.attname)

    def _shared(self, viewer: Person, verb: str, model: Any) -> Way:
        record = model
        for name in filter(None, self.record.split("__")):
            record = record._meta.get_field(name).related_model
        shares = Share.objects.filter(person=viewer, about=record._meta.label_lower)
        if not verb.endswith(".see"):
            shares = shares.filter(to_work=True)
        ids = shares.order_by().values("about_id")
        return Q(**{f"{self.record}__in": ids}) if self.record else ids


def _tried(way: Way) -> Q:
    """A way as a condition on each row."""
    return way if isinstance(way, Q) else Q(pk__in=way)


def _put_together(ways: list[Way], model: type[models.Model]) -> QuerySet[Any, Any]:
    """The ids of the rows seen in any of these ways, each found by its own index; some of them twice."""
    found = [
        model._base_manager.filter(way).order_by().values("pk") if isinstance(way, Q) else way for way in ways
    ]
    return found[0].union(*found[1:], all=True)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows whose rows it may show."""

    def visible_to(self, viewer: Person) -> Self:
        """Only the rows that exist for this viewer."""
        return self.touchable_by(viewer, self.model.scope.see)  # type: ignore[attr-defined]

    def most_of(self, viewer: Person) -> Self | None:
        """The rows owned by people within reach, where these are many and not all that is visible; else None."""
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        if not reach.reaches_many(viewer, scope.see) or len(scope.ways(viewer, scope.see, self.model)) < 2:
            return None
        owned = reach.owned_within(viewer, scope.see, scope.owner or "pk")
        return None if owned is None else self.filter(owned).alive()

    def touchable_by(self, viewer: Person, verb: str) -> Self:
        """Only the rows that this viewer may do `verb` to; never deleted ones."""
        condition = self.model.scope.condition(viewer, verb, self.model)  # type: ignore[attr-defined]
        rows = self if condition is None else self.filter(condition)
        return rows.alive()

    def alive(self) -> Self:
        """Without deleted records."""
        if any(field.name == "deleted_at" for field in self.model._meta.fields):
            return self.filter(deleted_at__isnull=True)
        return self

    def get_visible(self, viewer: Person, pk: int | str) -> M:
        """One row, or Http404: absent and foreign look the same."""
        try:
            return self.visible_to(viewer).get(pk=pk)
        except (ObjectDoesNotExist, ValueError, OverflowError) as error:
            name = self.model._meta.verbose_name
            raise Http404(f"There is no such {name}, or it is not yours to see.") from error
