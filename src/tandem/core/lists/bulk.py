"""Doing one thing to many rows: one call of the action for each, and what came of it in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.module_loading import import_string

from tandem.core.errors import Refused, TandemError
from tandem.core.lists.page import ListPage
from tandem.core.lists.table import Bulk

AT_ONCE = 200
TICKED = 500  # rows one by one; a request carries 1,000 values
SENTENCES = 3


@dataclass
class Outcome:
    """How many rows were done, and why the others were not."""

    bulk: Bulk
    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def refuse(self, row: Any, sentence: str) -> None:
        """Note a refusal."""
        self.refused[sentence] += 1
        self.first.setdefault(sentence, str(row))

    @property
    def sentence(self) -> str:
        """ "48 reassigned, 2 refused: Acorn: This account is closed." """
        words = f"{self.done:,} {self.bulk.done}"
        if not self.refused:
            return f"{words}."
        return f"{words}, {sum(self.refused.values()):,} refused: {' '.join(self.lines[:SENTENCES])}"

    @property
    def lines(self) -> list[str]:
        """One sentence for each reason of refusal, with a row it befell, and how often it did."""
        return [
            f"{self.first[sentence]}: {sentence}" if often == 1 else f"{sentence} ({often:,} times)"
            for sentence, often in self.refused.most_common(50)
        ]


def chosen_rows(page: ListPage, data: QueryDict) -> QuerySet[Any]:
    """The rows that were selected, or all that match; only such as the viewer may see."""
    if data.get("everything") == "yes":
        return page.matching.order_by("pk")
    ids = [int(raw) for raw in data.getlist("ids") if raw.isascii() and raw.isdigit() and len(raw) < 19]
    if len(ids) > TICKED:
        raise Refused(
            f"{len(ids):,} rows are ticked, which is too many.",
            remedy=f"Tick {TICKED} at most, or all that match.",
        )
    return page.table.rows(page.ask.viewer).filter(pk__in=ids).order_by("pk")


def make_form(bulk: Bulk, data: Mapping[str, Any] | None, viewer: Any) -> forms.Form:
    """The form of a bulk action. A form class that takes `viewer` gets it."""
    form = import_string(bulk.form) if isinstance(bulk.form, str) else (bulk.form or forms.Form)
    kwargs = {"viewer": viewer} if "viewer" in signature(form.__init__).parameters else {}
    return form(data, **kwargs)


def values_of(bulk: Bulk, form: forms.Form) -> dict[str, Any]:
    """What the action is called with."""
    values = dict(form.cleaned_data)
    if bulk.only_filled:
        return {name: value for name, value in values.items() if value not in (None, "", [])}
    return values


def act(
    bulk: Bulk,
    rows: Iterable[Any],
    *,
    actor: Any,
    values: Mapping[str, Any],
    progress: Any = None,
) -> Outcome:
    """Call the action for each row."""
    outcome = Outcome(bulk)
    for number, row in enumerate(rows, start=1):
        try:
            bulk.action(row, actor=actor, **values)
            outcome.done += 1
        except TandemError as error:
            outcome.refuse(row, error.sentence)
        except Http404:
            outcome.refuse(row, "It is not there any more.")
        if progress is not None:
            progress.step(number)
    return outcome
