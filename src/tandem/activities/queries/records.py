"""Finding what an activity is about."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from tandem.collaboration.models import is_record
from tandem.collaboration.queries import get_record
from tandem.core.search import find
from tandem.core.search.keeping import searchable
from tandem.people.models import Person

MOST = 8


def found_records(viewer: Person, text: str) -> list[dict[str, str]]:
    """Accounts, contacts and deals whose words begin like `text`, as a Pick wants them."""
    models: dict[str, Any] = {model.search_kind: model for model in searchable() if is_record(model)}
    kinds = {kind: model.objects.visible_to(viewer) for kind, model in models.items()}
    most = {kind: model.objects.most_of(viewer) for kind, model in models.items()}
    hits = find(text.replace("\0", ""), kinds, limit=MOST, most=most)
    return [
        {
            "id": f"{models[hit.kind]._meta.label_lower}:{hit.record_id}",
            "text": hit.title,
            "note": f"{hit.kind}, {hit.line}" if hit.line else hit.kind,
        }
        for hit in hits
    ]


def chosen_record(viewer: Person, value: str) -> Any:
    """The record that a Pick's value ("deals.deal:12") names; None when it is none of the viewer's."""
    label, _, pk = value.partition(":")
    try:
        return get_record(viewer, label, pk)
    except Http404:
        return None
