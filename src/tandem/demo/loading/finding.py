"""The search index: what search would say of each row, worked out from its columns without reading it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tandem.core.search import index_many
from tandem.core.search.keeping import KEPT, document, searchable
from tandem.core.search.models import Document
from tandem.demo.bulk import Bulk


class Named(str):
    """The name of a related row, in place of the row."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return str(self)


class Stand:
    """Stands in for a row: it has the attributes that its model's words for search are made of."""

    def __init__(self, pk: int, values: dict[str, Any]) -> None:
        self.__dict__.update(values, pk=pk)


def write_documents(
    bulk: Bulk, model: Any, keys: Iterable[int], columns: Mapping[str, Sequence[Any]]
) -> None:
    """Put rows into the index; `columns` by the names that the model's search words use."""
    words = {name: vars(model)[name] for name in vars(model) if name.startswith("search_")}
    kind = type("Stand", (Stand,), words | {"place": vars(model).get("place")})
    names = list(columns)
    found = [
        document(kind(int(key), dict(zip(names, values, strict=True))))
        for key, values in zip(keys, zip(*columns.values(), strict=True), strict=True)
    ]
    kept: dict[str, Any] = {name: [getattr(one, name) for one in found] for name in KEPT}
    ids = [one.record_id for one in found]
    bulk.write(Document, len(found), kind=model.search_kind, record_id=ids, **kept)


def index_others(*written: Any) -> None:
    """Index the rows of every other model that can be found; they are few."""
    for model in searchable():
        if model not in written:
            index_many(model._base_manager.order_by("pk").iterator(chunk_size=1000))
