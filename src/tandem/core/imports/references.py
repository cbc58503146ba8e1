"""What the cells of a file refer to: found by id, name or e-mail, else proposed, settled once for all rows."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rapidfuzz import fuzz, process

from tandem.core.errors import TandemError
from tandem.core.imports.kinds import ImportField, ImportKind
from tandem.core.imports.words import fold

KEPT = 20_000
"""How many found references are kept in memory."""
MOST_QUESTIONS = 300
LIKE = 70


class UnsettledError(LookupError):
    """A cell refers to nothing known. The sentence says so and names the nearest."""


class Resolver:
    """Finds what cells refer to, by the answers given, and collects the questions that are left."""

    def __init__(self, kind: ImportKind, actor: Any, answers: dict[str, dict[str, str]]) -> None:
        self.kind = kind
        self.actor = actor
        self.answers = answers
        self.found: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self.fresh: list[tuple[str, str]] = []
        self.questions: dict[str, dict[str, dict[str, Any]]] = {}
        self.created: list[Any] = []

    def resolve(self, field: ImportField, text: str, number: int) -> Any:
        """The row that the cell means, None when it is blank or settled as blank. Raises UnsettledError."""
        if not text:
            return None
        key = (field.reference, text)
        if key in self.found:
            return self.found[key]
        row = self.look_up(field, text, number)
        self.found[key] = row
        if len(self.found) > KEPT:
            self.found.popitem(last=False)
        return row

    def look_up(self, field: ImportField, text: str, number: int) -> Any:
        """As `resolve`, asking the database."""
        reference = self.kind.references[field.reference]
        answer = self.answers.get(field.key, {}).get(text, "")
        if answer == "blank":
            return None
        meant = answer.removeprefix("use:") if answer.startswith("use:") else text
        rows = reference.find(self.actor, meant)
        if len(rows) == 1:
            return rows[0]
        if answer == "create" and not rows and reference.create is not None:
            try:
                row = reference.create(self.actor, text)
            except TandemError as error:
                raise UnsettledError(
                    f"“{text}” cannot be added by its name alone. {error.sentence} Add it first."
                ) from error
            self.fresh.append((field.reference, text))
            self.created.append(row)
            return row
        proposals = sorted({str(row) for row in rows}) or self.proposals(field, text, meant)
        self.ask(field, text, number, proposals, "" if rows or meant == text else meant)
        if rows:
            raise UnsettledError(
                f"“{meant}” is the name of {len(rows)} {reference.label}s. Use an id or an e-mail address."
            )
        nearest = f" Did you mean “{proposals[0]}”?" if proposals else ""
        answered = f", as the answer to “{text}” says" if meant != text else ""
        raise UnsettledError(f"There is no {reference.label} “{meant}”{answered}.{nearest}")

    def proposals(self, field: ImportField, text: str, meant: str) -> list[str]:
        """The names most alike what was answered, then those most alike the text itself, best first."""
        known = self.questions.get(field.key, {}).get(text)
        if known:
            return list(known["proposals"])
        names = self.kind.references[field.reference].names(self.actor)
        near = [
            name
            for asked in dict.fromkeys((meant, text))
            for name, *_ in process.extract(
                asked, names, scorer=likeness, processor=fold, limit=3, score_cutoff=LIKE
            )
        ]
        return list(dict.fromkeys(near))[:3]

    def ask(
        self, field: ImportField, text: str, number: int, proposals: list[str], unknown: str = ""
    ) -> None:
        """Count one more row that waits for an answer. `unknown`: a name that was answered and that nobody has."""
        asked = self.questions.setdefault(field.key, {})
        if text in asked:
            asked[text]["rows"] += 1
        elif len(asked) < MOST_QUESTIONS:
            may_create = self.kind.references[field.reference].create is not None
            asked[text] = {"rows": 1, "first": number, "proposals": proposals, "may_create": may_create}
            if unknown:
                asked[text]["unknown"] = unknown

    def forget_fresh(self) -> None:
        """Rows made on the way do not exist after all: the transaction was rolled back."""
        for key in self.fresh:
            self.found.pop(key, None)
        self.fresh.clear()
        self.created.clear()

    def keep_fresh(self) -> list[Any]:
        """Rows made on the way are there to stay. Returns them."""
        created, self.created = self.created, []
        self.fresh.clear()
        return created


def likeness(one: Any, two: Any, *, score_cutoff: float | None = None) -> float:
    """How alike two names are, 0 to 100, whatever their spaces."""
    plain = fuzz.ratio(one.replace(" ", ""), two.replace(" ", ""), score_cutoff=score_cutoff)
    return max(plain, fuzz.token_sort_ratio(one, two, score_cutoff=score_cutoff))
