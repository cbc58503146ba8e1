"""Finding: few candidates by index, within what the viewer may see, then ranked.

Whoever sees few records gets all of theirs compared; so that among 100,000 foreign ones theirs are found. Whoever sees
many gets, in this order, beginnings, contained words and near misses, each limited while reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from tandem.core.search import engine
from tandem.core.search.folding import fold, trigrams
from tandem.core.search.models import Document
from tandem.core.search.ranking import NEARLY, rank, slips_allowed

FEW = 1_000  # records of a kind that are all compared
CANDIDATES = 300
COMMON = 2_500  # documents that near misses are looked for in
ALIKE, ALIKE_SHORT = 0.55, 0.4  # share of trigrams that near misses have in common, of long and short words
LONGEST = 80
LAST = "\U0010ffff"

Rows = QuerySet[Any] | None


@dataclass(frozen=True)
class Hit:
    """A record that was found. `near`: only by allowing for typing errors."""

    kind: str
    record_id: int
    title: str
    line: str
    near: bool = False


def find(
    text: str, kinds: Mapping[str, Rows], limit: int = 12, *, most: Mapping[str, Rows] | None = None
) -> list[Hit]:
    """The best hits. `kinds` maps each kind to the rows the viewer may see of it (None: every one).

    `most`: of kinds of which the viewer sees very many, most of these rows, which are counted sooner than all. It
    tells how theirs are found fastest, not which.
    """
    words = fold(text[:LONGEST]).split()
    if not words or not kinds:
        return []
    most = {kind: rows for kind, rows in (most or {}).items() if rows is not None}
    few, many = _sizes(kinds, most)
    found: dict[int, tuple[Any, Document]] = {}
    for candidates in _candidates(words, few, many, limit, set(most)):
        for one in candidates:
            if one.pk not in found:
                place = rank(words, one.title_folded, one.folded)
                if place is not None:
                    found[one.pk] = (place, one)
        if sum(place[0] < NEARLY for place, _ in found.values()) >= limit:
            break
    best = sorted(found.values(), key=lambda pair: (pair[0], pair[1].title_folded, pair[1].pk))
    return [Hit(d.kind, d.record_id, d.title, d.line, place[0] >= NEARLY) for place, d in best[:limit]]


def matching(kind: str, text: str) -> QuerySet[Any]:
    """The ids of the records of a kind that contain every word of `text`, as a subquery for a filter."""
    words = fold(text[:LONGEST]).split()
    found = Document.objects.filter(kind=kind)
    found = found.filter(_contains(words)) if words else found.none()
    return found.values("record_id")


def _sizes(
    kinds: Mapping[str, Rows], most: Mapping[str, Rows]
) -> tuple[dict[str, list[int]], dict[str, Rows]]:
    """Kinds of which the viewer sees few, with their ids, and kinds of which they see many."""
    few: dict[str, list[int]] = {}
    many: dict[str, Rows] = {}
    for kind, rows in kinds.items():
        ids = _ids(most.get(kind))
        if ids is None or len(ids) <= FEW:
            ids = _ids(rows)
        if ids is None or len(ids) > FEW:
            many[kind] = rows
        elif ids:
            few[kind] = ids
    return few, many


def _ids(rows: Rows) -> list[int] | None:
    return None if rows is None else list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])


def _candidates(
    words: Sequence[str], few: Mapping[str, list[int]], many: Mapping[str, Rows], limit: int, wide: Set[str]
) -> Iterator[list[Document]]:
    if few:
        condition = Q()
        for kind, ids in few.items():
            condition |= Q(kind=kind, record_id__in=ids)
        yield list(Document.objects.filter(condition))
    if many:
        seen = Document.objects.filter(_within(many, wide))
        yield list(seen.filter(_beginning(" ".join(words))).order_by("title_folded")[:limit])
        yield list(seen.filter(_contains([f" {word}" for word in words]))[:CANDIDATES])
        yield list(seen.filter(_contains(words))[:CANDIDATES])
        if engine.has_trigrams() and any(slips_allowed(word) for word in words):
            yield _near(words, seen)


def _within(kinds: Mapping[str, Rows], wide: Set[str]) -> Q:
    condition = Q()
    for kind, rows in kinds.items():
        one = Q(kind=kind)
        if rows is not None:
            theirs = rows.order_by().filter(pk=OuterRef("record_id"))
            # Of EXISTS PostgreSQL makes a table of all that is theirs, of a value it does not.
            by_one = kind in wide
            one &= Q(IsNull(Subquery(theirs.values("pk")[:1]), False) if by_one else Exists(theirs))
        condition |= one
    return condition


def _beginning(query: str) -> Q:
    """Titles that begin so: each database by the comparison that its index serves."""
    if connection.vendor == "sqlite":
        return Q(title_folded__gte=query, title_folded__lt=query + LAST)
    return Q(title_folded__startswith=query)


def _contains(parts: Sequence[str]) -> Q:
    """Documents that contain every part."""
    condition = Q()
    for part in parts:
        condition &= Q(folded__contains=part)
    wanted = [one for part in parts for one in trigrams(part)]
    if wanted and connection.vendor == "sqlite" and engine.has_trigrams():
        condition = Q(pk__in=_matching(" AND ".join(map(_quoted, wanted)))) & condition
    return condition


def _matching(expression: str) -> RawSQL:
    return RawSQL(f"SELECT rowid FROM {engine.FTS} WHERE {engine.FTS} MATCH %s", [expression])


def _quoted(trigram: str) -> str:
    return f'"{trigram}"'


def _near(words: Sequence[str], seen: QuerySet[Document]) -> list[Document]:
    """Documents that share the rarest trigrams of what was typed."""
    if connection.vendor == "sqlite":
        rare = _rarest(words)
        if not rare:
            return []
        found = RawSQL(
            f"SELECT rowid FROM {engine.FTS} WHERE {engine.FTS} MATCH %s ORDER BY rank LIMIT {CANDIDATES}",
            [" OR ".join(map(_quoted, rare))],
        )
        return list(seen.filter(pk__in=found))
    longest = max(words, key=len)
    with transaction.atomic(), connection.cursor() as cursor:
        share = ALIKE if len(longest) > 5 else ALIKE_SHORT
        cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {share}")
        cursor.execute("SET LOCAL enable_seqscan = off")  # comparing every row takes ten times as long
        nearest = RawSQL("word_similarity(%s, core_document.folded)", [longest]).desc()
        alike = seen.extra(where=["core_document.folded %%> %s"], params=[longest])
        return list(alike.order_by(nearest)[:CANDIDATES])


def _rarest(words: Sequence[str]) -> list[str]:
    """Trigrams of the words, the rarest first, as long as they are in few documents."""
    wanted = list(dict.fromkeys(one for word in words for one in trigrams(f" {word}")))
    marks = ",".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM {engine.TERMS} WHERE term IN ({marks}) ORDER BY doc", wanted)
        counted = cursor.fetchall()
    rare: list[str] = []
    total = 0
    for term, documents in counted:
        if rare and total + documents > COMMON:
            break
        rare.append(term)
        total += documents
    return rare
