"""Finding the record that an address names."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404

from tandem.authority.reach import may
from tandem.collaboration.models import is_record
from tandem.people.models import Person

MAX_PEOPLE = 8


def get_record(viewer: Person, about: str, pk: int | str) -> Any:
    """The record that `about` ("deals.deal") and an id name. Http404 when it is not the viewer's to see."""
    try:
        model: Any = apps.get_model(about)
    except (LookupError, ValueError) as error:
        raise Http404("There is no such record.") from error
    if not is_record(model):
        raise Http404("There is no such record.")
    return model.objects.get_visible(viewer, pk)


def people_who_see(record: Any, text: str) -> list[Person]:
    """Colleagues whose name begins with `text`, in any of its words, who may see the record."""
    people = Person.objects.active()
    for word in text.replace("\0", "").split()[:3]:
        people = people.filter(name__icontains=word)
    found: list[Person] = []
    for person in people.order_by("name")[:60]:
        if may(person, record.scope.see, record):
            found.append(person)
        if len(found) == MAX_PEOPLE:
            break
    return found
