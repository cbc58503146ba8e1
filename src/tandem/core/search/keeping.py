"""Keeping the index in step with the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from tandem.core.search import engine
from tandem.core.search.folding import fold
from tandem.core.search.models import Document

CHUNK = 1000
KEPT = ("title", "line", "title_folded", "folded")


def index(row: Any) -> None:
    """Keep the search index in step with a row that was just written."""
    if not hasattr(row, "search_title") or row.pk is None:
        return
    if getattr(row, "deleted_at", None) is not None:
        forget(row)
    else:
        _write([document(row)])


def index_many(rows: Iterable[Any]) -> None:
    """The same for many rows, in few statements."""
    batch: list[Document] = []
    for row in rows:
        if getattr(row, "deleted_at", None) is not None:
            continue
        batch.append(document(row))
        if len(batch) == CHUNK:
            _write(batch)
            batch = []
    _write(batch)


def forget(row: Any) -> None:
    """Take a row out of the index."""
    Document.objects.filter(kind=row.search_kind, record_id=row.pk).delete()


def forget_many(rows: Iterable[Any]) -> None:
    """The same for many rows, in one statement for each kind."""
    gone: dict[str, list[int]] = {}
    for row in rows:
        gone.setdefault(row.search_kind, []).append(row.pk)
    for kind, ids in gone.items():
        Document.objects.filter(kind=kind, record_id__in=ids).delete()


def document(row: Any) -> Document:
    """A row as search knows it."""
    title = " ".join(str(row.search_title()).split())[:200]
    text = str(row.search_text()) if hasattr(row, "search_text") else ""
    line = str(row.search_line()) if hasattr(row, "search_line") else " ".join(text.split())
    folded = fold(title)
    return Document(
        kind=row.search_kind,
        record_id=row.pk,
        title=title,
        line=line[:200],
        title_folded=folded[:220],
        folded=f" {folded} {fold(text)}".rstrip()[:2000],
    )


def _write(documents: list[Document]) -> None:
    if documents:
        Document.objects.bulk_create(
            documents, update_conflicts=True, unique_fields=["record_id", "kind"], update_fields=KEPT
        )


def searchable() -> list[Any]:
    """The models whose rows can be found."""
    return [model for model in apps.get_models() if hasattr(model, "search_kind")]


def rebuild() -> int:
    """Make the index anew from the records. Returns how many there are."""
    with transaction.atomic():
        Document.objects.all().delete()
        for model in searchable():
            index_many(_rows(model))
        engine.build()
    return Document.objects.count()


def _rows(model: Any) -> Iterator[Any]:
    related = [field.name for field in model._meta.fields if field.is_relation and not field.null]
    return model._base_manager.select_related(*related).iterator(chunk_size=CHUNK)
