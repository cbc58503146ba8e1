"""How entries about forecasts read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, sentence
from tandem.core.money import format_money


@sentence("forecasts.call", "forecasts.override")
def called(entry: Entry, names: Names) -> Sentence:
    """The figure, what it was before, and why."""
    before, after = entry.facts["likely"]
    reason = entry.facts.get("reason") or ""
    if after is None:
        return Sentence(
            "counts what was handed up again", f"was {_money(entry, before)}", icon="arrow-back-up"
        )
    verb = "called" if entry.verb == "forecasts.call" else "counts"
    was = f", was {_money(entry, before)}" if before is not None else ""
    return Sentence(f"{verb} {_money(entry, after)}{was}", reason, "chart-dots-3", quote=bool(reason))


def _money(entry: Entry, value: Any) -> str:
    return format_money(Decimal(str(value)), entry.facts["currency"])
