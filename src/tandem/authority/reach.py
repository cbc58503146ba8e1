"""Whose work a person may touch. Lists, pages, sums, search, exports, the API and every write ask here.

people_within(viewer, verb)   whose work                    (a queryset of persons)
owned_within(viewer, verb)    which rows, as a condition    (used by ScopedQuerySet)
may(viewer, verb, row)        this row, yes or no           (used by @action and {% may %})
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from tandem.authority import organization
from tandem.authority.grants import ALL, NONE, OWN, TEAM, Reach, decisions, granted

if TYPE_CHECKING:
    from tandem.people.models import Person

MANY = 100  # persons
WIDER = {"own": OWN, "team": TEAM, "everyone": ALL}


def reach_of(viewer: Person, verb: str) -> Reach:
    """How far the viewer reaches with this verb; the organization may let officers see further."""
    if not viewer.is_active:
        return NONE
    reach = granted(viewer.role, verb)
    if reach is OWN and verb.endswith(".see") and viewer.role == "officer":
        return WIDER[organization.current().visibility]
    return reach


def paths_within(viewer: Person, verb: str) -> list[str]:
    """The team paths below which the viewer reaches, including those lent by a delegation."""
    paths = [viewer.path] if viewer.role == "officer" else list(viewer.led)
    if viewer.stands_in and (verb.endswith(".see") or verb in decisions()):
        paths += viewer.lent_paths()
    return [path for path in paths if path]


def standing(viewer: Person) -> Hashable:
    """All that decides whose work this viewer reaches: the same again, as long as nothing of it changes."""
    lent = tuple(viewer.lent_paths()) if viewer.stands_in else ()
    visibility = organization.current().visibility
    return (
        viewer.pk, viewer.role, viewer.is_active, viewer.path, tuple(viewer.led), viewer.has_shares, lent, visibility,
    )  # fmt: skip


def reaches_many(viewer: Person, verb: str) -> bool:
    """Whether the viewer reaches the work of many, which tells how their rows are found fastest, not which they are."""
    if reach_of(viewer, verb) is not TEAM:
        return False
    paths = tuple(paths_within(viewer, verb))
    if any(path.count("/") == 1 for path in paths):  # from the top of the organization
        return True
    counted: dict[tuple[str, ...], bool] = viewer.__dict__.setdefault("_reaches_many", {})
    if paths not in counted:
        counted[paths] = people_within(viewer, verb).order_by()[: MANY + 1].count() > MANY
    return counted[paths]


def people_within(viewer: Person, verb: str) -> QuerySet[Person]:
    """The persons whose work the viewer may touch in this way."""
    people = get_user_model().objects.all()
    match reach_of(viewer, verb):
        case Reach.ALL:
            return people
        case Reach.TEAM:
            condition = Q(pk=viewer.pk)
            for path in paths_within(viewer, verb):
                condition |= Q(path__startswith=path)
            return people.filter(condition)
        case Reach.OWN:
            return people.filter(pk=viewer.pk)
    return people.none()


def owned_within(viewer: Person, verb: str, owner: str) -> Q | None:
    """The condition on rows whose owner stands at lookup `owner`; None when there is none to make."""
    match reach_of(viewer, verb):
        case Reach.ALL:
            return None
        case Reach.TEAM if paths_within(viewer, verb):
            return Q(**{f"{owner}__in": people_within(viewer, verb).values("pk")})
        case Reach.TEAM | Reach.OWN:
            return Q(**{owner: viewer.pk})
    return Q(pk__in=[])


def reaches_person(viewer: Person, verb: str, owner: Person | None) -> bool:
    """Whether the viewer may do this with work owned by `owner` (None: work that nobody owns)."""
    reach = reach_of(viewer, verb)
    if reach is ALL:
        return True
    if reach is NONE or owner is None:
        return False
    if owner.pk == viewer.pk:
        return True
    if reach is OWN:
        return False
    return any(owner.path.startswith(path) for path in paths_within(viewer, verb))


def may(viewer: Person, verb: str, row: Any = None) -> bool:
    """May the viewer do this to this row? Without a row: to anything at all?"""
    if row is None:
        return reach_of(viewer, verb) is not NONE
    scope = getattr(row, "scope", None)
    if scope is None:
        return reach_of(viewer, verb) is not NONE
    return scope.allows(viewer, verb, row)
