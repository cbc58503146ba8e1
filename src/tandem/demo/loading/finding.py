"""The search index over everything that was loaded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tandem.core.search import engine
from tandem.core.search.keeping import KEPT, document, searchable
from tandem.core.search.models import Document
from tandem.demo.bulk import Bulk

CHUNK, MANY = 5000, 100_000


def write_index(bulk: Bulk) -> None:
    """Put every row that can be found into the index; of many rows, the trigrams are made once at the end."""
    models = searchable()
    Document.objects.all().delete()  # what the actions indexed already
    many = sum(model._base_manager.count() for model in models) > MANY
    if many:
        engine.destroy()
    for model in models:
        rows = _rows(model)
        while batch := [document(row) for row in islice(rows, CHUNK)]:
            columns: dict[str, Any] = {name: [getattr(one, name) for one in batch] for name in KEPT}
            ids = [one.record_id for one in batch]
            bulk.write(Document, len(batch), kind=model.search_kind, record_id=ids, **columns)
    if many:
        engine.build()


def _rows(model: Any) -> Iterator[Any]:
    related = [field.name for field in model._meta.fields if field.is_relation]
    return iter(model._base_manager.select_related(*related).order_by("pk").iterator(chunk_size=CHUNK))
