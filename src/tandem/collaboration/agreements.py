"""The kind "approval": an action beyond somebody's limit, run as the approver once they say yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from tandem.authority.actions import ACTIONS, noting
from tandem.authority.grants import events
from tandem.collaboration.kinds import Kind, kind
from tandem.collaboration.packing import unpack
from tandem.core.errors import Conflict
from tandem.core.money import Money

if TYPE_CHECKING:
    from tandem.collaboration.models import Agreement
    from tandem.people.models import Person

APPROVAL = "approval"


@dataclass(frozen=True)
class Words:
    """How a deferred action reads: "18% discount" and, smaller, "on €52,200, your limit is 10%"."""

    title: str
    summary: str = ""


_WORDS: dict[str, Callable[[Agreement], Words]] = {}


def wording(verb: str) -> Callable[[Callable[[Agreement], Words]], Callable[[Agreement], Words]]:
    """Register how a deferred `verb` reads. The function gets the agreement, `agreement.subject` being the record."""

    def decorate(function: Callable[[Agreement], Words]) -> Callable[[Agreement], Words]:
        _WORDS[verb] = function
        return function

    return decorate


@kind(APPROVAL)
class Approval(Kind):
    """Yes runs the action with the approver's authority and the asker's reason in its facts."""

    name = "approval"
    accept_label = "Approve"
    counter_label = "Counter"
    may_stand_firm = False
    overdue_goes_up = True

    def title(self, agreement: Agreement) -> str:
        return self._words(agreement).title

    def summary(self, agreement: Agreement) -> str:
        return self._words(agreement).summary

    def subject(self, agreement: Agreement) -> str:
        row = record_of(agreement)
        return "" if row is None else str(row)

    def figure_text(self, agreement: Agreement, figure: Decimal | None) -> str:
        text = super().figure_text(agreement, figure)
        return f"{text}%" if text and "percent" in agreement.facts.get("figure_of", "") else text

    def prepare(self, agreements: Sequence[Agreement]) -> None:
        fetch_records(agreements)

    def on_accept(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """Run what was asked for. The approver's own limit is checked again by the action itself."""
        row = apps.get_model(agreement.about)._base_manager.filter(pk=agreement.about_id).first()
        if row is None or getattr(row, "deleted_at", None):
            raise Conflict("The record that this is about was deleted.", remedy="Decline the request.")
        verb, kwargs = agreement.facts["verb"], unpack(agreement.facts["kwargs"])
        if agreement.facts["figure_of"] and agreement.figure is not None:
            kwargs[agreement.facts["figure_of"]] = self._figure(agreement)
        if verb not in ACTIONS:
            autodiscover_modules("actions")
        approver = agreement.answerer
        asked = {"by": agreement.asker_id, "reason": agreement.facts["reason"], "agreement": agreement.pk}
        with noting(asked=asked, **({"deputy": actor.pk} if _is_deputy(agreement, actor) else {})):
            ACTIONS[verb](row, actor=approver, at=at, **kwargs)

    def _figure(self, agreement: Agreement) -> Any:
        was = unpack(agreement.facts["kwargs"])[agreement.facts["figure_of"]]
        figure = agreement.figure or Decimal()
        return Money(figure, was.currency) if isinstance(was, Money) else figure

    def _words(self, agreement: Agreement) -> Words:
        verb = agreement.facts["verb"]
        if verb in _WORDS:
            return _WORDS[verb](agreement)
        figure = self.figure_text(agreement, agreement.figure)
        act = verb.split(".")[-1].replace("_", " ").capitalize()
        return Words(f"{act} {figure}".strip() if verb in events() else act, agreement.facts["sentence"])


def _is_deputy(agreement: Agreement, actor: Person) -> bool:
    return actor.pk not in (agreement.answerer_id, agreement.asker_id)


def record_of(agreement: Agreement) -> Any:
    """The record an agreement is about, fetched once; None when it is gone."""
    if not hasattr(agreement, "record"):
        fetch_records([agreement])
    return agreement.record  # type: ignore[attr-defined]


def fetch_records(agreements: Sequence[Agreement]) -> None:
    """Set `record` on each agreement, in one query per model."""
    for label in {agreement.about for agreement in agreements}:
        these = [agreement for agreement in agreements if agreement.about == label]
        rows = apps.get_model(label)._base_manager.in_bulk({agreement.about_id for agreement in these})
        for agreement in these:
            agreement.record = rows.get(agreement.about_id)  # type: ignore[attr-defined]
