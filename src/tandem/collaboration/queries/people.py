"""Whom one can share with, delegate to, announce to."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tandem.authority.delegating import delegations_of
from tandem.authority.models import Delegation
from tandem.people.models import Person
from tandem.people.queries import visible_people

MAX = 8


def colleagues(viewer: Person) -> QuerySet[Person]:
    """Officers share within their own teams and with the managers above; managers with everybody."""
    people = visible_people(viewer) if viewer.role == "officer" else Person.objects.all()
    return people.filter(is_active=True).exclude(pk=viewer.pk)


def deputies(viewer: Person) -> QuerySet[Person]:
    """Who can decide for the viewer."""
    leading = Person.objects.active().filter(role__in=("manager", "executive"))
    return leading.exclude(pk=viewer.pk)


def named(people: QuerySet[Person], text: str) -> list[Person]:
    """The first few whose name holds every word of `text`; nobody for less than two letters."""
    if len(text.strip()) < 2:
        return []
    for word in text.replace("\0", "").split()[:3]:
        people = people.filter(name__icontains=word)
    return list(people.order_by("name", "pk").distinct()[:MAX])


def get_delegation(viewer: Person, delegation_id: int, *, today: date) -> Delegation:
    """One delegation that the viewer gave or holds. Http404 for another's."""
    return get_object_or_404(delegations_of(viewer, today), pk=delegation_id)
