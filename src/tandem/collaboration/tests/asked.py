"""A kind of agreement for the tests, and a request of that kind."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from tandem.collaboration import actions
from tandem.collaboration.kinds import KINDS, Kind, kind
from tandem.collaboration.models import Agreement
from tandem.people.models import Person

happened: list[tuple[str, Decimal | None]] = []


class Target(Kind):
    """Notes what follows each answer."""

    name = "target"
    overdue_goes_up = True

    def title(self, agreement: Agreement) -> str:
        return f"Target {agreement.facts.get('period', '')}".strip()

    def on_accept(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        happened.append(("accept", agreement.figure))

    def on_counter(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        happened.append(("counter", agreement.figure))

    def on_stand_firm(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        happened.append(("stand_firm", agreement.figure))


if "test.target" not in KINDS:
    kind("test.target")(Target)


def ask(cast: Any, **values: Any) -> Agreement:
    """Nora asks Olga for 100 euros, unless said otherwise."""
    happened.clear()
    given = {
        "actor": cast.nora,
        "answerer": cast.olga,
        "kind": "test.target",
        "about": cast.north,
        "facts": {"period": "Q4 2026"},
        "figure": Decimal(100),
        "currency": "EUR",
        **values,
    }
    return actions.ask(**given)
