"""What a form offers while somebody types: a few rows that the viewer may see, by a part of their name."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tandem.authority.reach import people_within
from tandem.catalog.queries import products
from tandem.people.models import Person

MOST = 12
Result = dict[str, Any]


def pick_products(viewer: Person, typed: str) -> list[Result]:
    """Products that are sold, with their family."""
    return [_result(row, row.family) for row in _like(products(viewer).sold(), typed)]


def pick_people(viewer: Person, typed: str) -> list[Result]:
    """People whose deals the viewer may open or give away, with their team."""
    people = people_within(viewer, "deals.open").filter(is_active=True).select_related("team")
    return [_result(row, row.team.name if row.team else "") for row in _like(people, typed)]


def _like(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    words = typed.strip().replace("\x00", "")[:80]
    return (rows.filter(name__icontains=words) if words else rows).order_by("name", "pk")[:MOST]


def _result(row: Any, note: str) -> Result:
    return {"id": row.pk, "text": row.name, "note": note}
