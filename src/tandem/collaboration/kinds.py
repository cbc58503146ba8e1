"""The kinds of agreement. Each package declares its own in its `agreements.py`:

@kind("goals.target")
class TargetAgreement(Kind):
    name = "target"

    def title(self, agreement): return f"Target {agreement.facts['period']}"

    def on_accept(self, agreement, *, actor, at): accept_target(...)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import reverse

from tandem.core.money import format_money, round_to

if TYPE_CHECKING:
    from tandem.collaboration.models import Agreement
    from tandem.people.models import Person


class Kind:
    """What one kind of agreement is called, and what follows each answer.

    The words are made from `agreement.facts` and `agreement.figure`, never stored. The `on_…` methods run inside
    the transaction of the answer: what they raise undoes the answer too.
    """

    key = ""
    name = "request"
    asks = ""  # how asking reads after the name of who is asked: "to accept a target"; empty: "for request"
    accept_label = "Accept"
    counter_label = "Counter-propose"
    figure_label = "Figure"
    may_counter = True
    may_decline = True
    may_stand_firm = True
    overdue_goes_up = False  # whether the answerer's line of managers may answer once it is late

    def title(self, agreement: Agreement) -> str:
        """What is asked, in a few words: "18% discount"."""
        return self.name.capitalize()

    def summary(self, agreement: Agreement) -> str:
        """What one needs to know to answer, in one sentence."""
        return ""

    def subject(self, agreement: Agreement) -> str:
        """What the record is called: "Kan-code"."""
        return ""

    def link(self, agreement: Agreement) -> str:
        """Where the whole story is told; default: the agreement's own page."""
        return reverse("collaboration:agreement", args=[agreement.pk])

    def weigh_link(self, agreement: Agreement) -> str:
        """Where one reads what a proposed figure means, before it is sent (`?figure=`); "" for nowhere."""
        return ""

    def figure_text(self, agreement: Agreement, figure: Decimal | None) -> str:
        """A figure of this agreement in words."""
        if figure is None:
            return ""
        if agreement.currency:
            return format_money(figure, agreement.currency)
        return f"{figure.normalize():,f}"

    def rounded(self, agreement: Agreement, figure: Decimal) -> Decimal:
        """A proposed figure in the smallest unit that this agreement counts in."""
        return round_to(figure, agreement.currency) if agreement.currency else figure

    def prepare(self, agreements: Sequence[Agreement]) -> None:
        """Fetch what the words of many agreements need, in one query for all of them."""

    def outcomes(self, today: date) -> Iterable[tuple[Agreement, dict[str, Any]]]:
        """What came of agreements whose time is over, as JSON. Those measured before may come again."""
        return ()

    def outcome_text(self, agreement: Agreement) -> str:
        """What came of it, in a few words: "€130,900, 109%"; only asked once `agreement.outcome` is there."""
        return ""

    def on_accept(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """Both agreed on `agreement.figure` and `agreement.facts`."""

    def on_counter(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """The answerer proposed `agreement.figure` instead."""

    def on_decline(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """The answerer said no."""

    def on_stand_firm(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """The asker keeps what they asked; `agreement.figure` is theirs again."""

    def on_withdraw(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """The asker took the request back."""


KINDS: dict[str, Kind] = {}


def kind(key: str) -> Callable[[type[Kind]], type[Kind]]:
    """Register a class as the kind called `key` ("package.noun")."""

    def decorate(declared: type[Kind]) -> type[Kind]:
        declared.key = key
        KINDS[key] = declared()
        return declared

    return decorate


def name_of(label: str) -> str:
    """What a record of this model is called: "deal"."""
    return str(apps.get_model(label)._meta.verbose_name)
