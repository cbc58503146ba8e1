"""What the cells of a file refer to: found by id, name or e-mail, else proposed, settled once for all rows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from tandem.core.errors import TandemError
from tandem.core.imports.kinds import ImportField, ImportKind
from tandem.core.imports.words import fold

KEPT = 20_000
"""How many found references are kept in memory."""
MOST_QUESTIONS = 300
MOST_NAMES = 200_000
"""Of how many names the folded ones are kept in memory for the next question."""
LIKE = 70


class UnsettledError(LookupError):
    """A cell refers to nothing known. The sentence says so and names the nearest."""


@dataclass(frozen=True)
class Names:
    """Names, and how they are compared: folded, and without spaces as well."""

    names: list[str]
    folded: list[str]
    solid: list[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """These names made comparable."""
        kept = list(names)
        folded = [fold(name) for name in kept]
        return cls(kept, folded, [name.replace(" ", "") for name in folded])

    def like(self, asked: str) -> list[str]:
        """The three most alike a folded text, best first: by its letters or by its words, whatever their order."""
        best: dict[int, float] = {}
        for text, choices, scorer in (
            (asked.replace(" ", ""), self.solid, fuzz.ratio),
            (asked, self.folded, fuzz.token_sort_ratio),
        ):
            for _, score, place in process.extract(text, choices, scorer=scorer, limit=3, score_cutoff=LIKE):
                best[place] = max(score, best.get(place, 0.0))
        return [self.names[place] for place in sorted(best, key=lambda place: (-best[place], place))[:3]]


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
        self.named: dict[str, Names] = {}

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
            self.named.pop(field.reference, None)
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
        if len(self.questions.get(field.key, {})) >= MOST_QUESTIONS:
            return []  # nobody is asked any more, and each search goes through all names
        names = self.names(field.reference)
        near = [name for asked in dict.fromkeys((meant, text)) for name in names.like(fold(asked))]
        return list(dict.fromkeys(near))[:3]

    def names(self, reference: str) -> Names:
        """All names that can be meant."""
        if reference in self.named:
            return self.named[reference]
        found = Names.of(self.kind.references[reference].names(self.actor))
        if len(found.names) <= MOST_NAMES:
            self.named[reference] = found
        return found

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
            self.named.pop(key[0], None)
        self.fresh.clear()
        self.created.clear()

    def keep_fresh(self) -> list[Any]:
        """Rows made on the way are there to stay. Returns them."""
        created, self.created = self.created, []
        self.fresh.clear()
        return created
