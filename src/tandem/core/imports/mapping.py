"""From the header of a file to the fields of a kind: a guess that a person may correct, and that is remembered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from rapidfuzz import fuzz

from tandem.core.imports.kinds import ImportField, ImportKind, words
from tandem.core.imports.words import fold

NEAR = 92
"""Likeness (0–100) from which two spellings of a long header are taken for the same word."""

BARE = frozenset(
    words(
        "id, recordid, externalid, name, title, phone, phonenumber, fax, email, description, notes, owner, ownerid, "
        "status, type, currency, created, createdby, createdat, createddate, createdtime, createdate, createdon, "
        "street, city, state, stateorprovince, country, address, location, postalcode, subject, leadowner, "
        "contactowner, amount, value, url, linkedinurl"
    )
)
"""Headers that speak of the file's own subject: in a file of contacts, "Id" is no account's."""


@dataclass(frozen=True)
class Guess:
    """A field for a column, and how sure: smaller is surer."""

    column: int
    field: str
    rank: float


def squash(header: str) -> str:
    """A header without case, accents, marks and spaces: "StageName", "stage_name", "Stage name*" are one."""
    plain = re.sub(r"\(do not modify\)", "", header, flags=re.IGNORECASE)
    return re.sub(r"[^0-9a-z]", "", fold(plain.replace("ß", "ss")))


def fingerprint(columns: Sequence[str]) -> str:
    """What is the same for two files with the same columns in any order."""
    return sha256("\n".join(sorted(map(squash, columns))).encode()).hexdigest()[:32]


def guess(columns: Sequence[str], kind: ImportKind, kinds: Iterable[ImportKind] = ()) -> dict[str, str]:
    """Column name → field key, each field at most once. `kinds` are all kinds, to tell whose column one is."""
    others = [other for other in kinds if other.name != kind.name]
    foreign = bool(others) and own_kind(columns, [kind, *others]) not in ("", kind.name)
    found: list[Guess] = []
    for at, column in enumerate(columns):
        whose, rest = split_object(column, kind, others)
        if foreign and whose == "" and squash(column) in BARE:
            continue
        best = nearest_field(squash(rest), kind.fields, kind.objects)
        if whose == "other's" and best is not None:
            best = best if kind.field_named(best[0]).parse == "reference" else None
        if best is not None:
            found.append(Guess(at, best[0], best[1]))
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for one in sorted(found, key=lambda guess: (guess.rank, guess.column)):
        if one.field not in taken:
            taken.add(one.field)
            chosen[columns[one.column]] = one.field
    return {column: chosen[column] for column in columns if column in chosen}


def split_object(column: str, kind: ImportKind, others: list[ImportKind]) -> tuple[str, str]:
    """Whose column it is ("own", "other's", "" when it does not say) and what to match: "Deal - Title" → "Title".

    "Organization - Name" in a file of deals is the name of the account that the deal refers to: then the rest is
    the whole header, to be matched with the synonyms of references."""
    head, dash, rest = column.partition(" - ")
    if not dash:
        return "", column
    said = squash(head)
    if said in map(squash, kind.objects):
        return "own", rest
    if any(said in map(squash, other.objects) for other in others):
        return "other's", column
    return "", column


def nearest_field(
    said: str, fields: Iterable[ImportField], objects: Iterable[str]
) -> tuple[str, float] | None:
    """The field whose synonym the squashed header is, with its rank; spelling mistakes in long words pass."""
    prefixes = ("", *map(squash, objects))
    best: tuple[str, float] | None = None
    for one in fields:
        listed = one.label.lower() in one.synonyms
        for rank, synonym in enumerate(one.synonyms if listed else (one.label, *one.synonyms)):
            word = squash(synonym)
            if any(said == prefix + word for prefix in prefixes):
                sure: float = rank
            elif len(said) >= 8 and not re.search(r"\d", said + word) and fuzz.ratio(said, word) >= NEAR:
                sure = rank + 50
            else:
                continue
            if best is None or sure < best[1]:
                best = (one.key, sure)
    return best


def begins_with_object(said: str, kind: ImportKind) -> bool:
    """Whether a squashed header names the kind and then something of it: "Deal name"."""
    return any(said.startswith(word) and said != word for word in map(squash, kind.objects))


def own_kind(columns: Sequence[str], kinds: Iterable[ImportKind]) -> str:
    """The name of the kind that a file with these columns holds, "" when none shows."""
    scores: Mapping[str, float] = {kind.name: likeness(columns, kind, kinds) for kind in kinds}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] > 0 else ""


def likeness(columns: Sequence[str], kind: ImportKind, kinds: Iterable[ImportKind]) -> float:
    """How many of the kind's signs the file has, and a little for each other field; 0 with fewer than two."""
    others = [other for other in kinds if other.name != kind.name]
    keys, own = set(), 0
    if set(map(squash, kind.unlike)).intersection(map(squash, columns)):
        return 0.0
    for column in columns:
        whose, rest = split_object(column, kind, others)
        best = nearest_field(squash(rest), kind.fields, kind.objects)
        own += whose == "own" or (best is not None and begins_with_object(squash(column), kind))
        if best is not None and not (whose == "other's" and kind.field_named(best[0]).parse != "reference"):
            keys.add(best[0])
    signs = len(keys.intersection(kind.signs))
    return signs + own * 0.3 + len(keys) * 0.1 if signs >= 2 or (own and signs) else 0.0
