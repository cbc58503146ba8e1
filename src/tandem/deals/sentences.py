"""How entries about deals look on a timeline; their words come from apps.py and the model's fields."""

from __future__ import annotations

from dataclasses import replace

from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, plainly, sentence

ICONS = {
    "deals.win": "circle-check",
    "deals.lose": "x",
    "deals.move": "arrow-right",
    "deals.reassign": "user",
    "deals.next_step": "calendar",
}


@sentence(*ICONS)
def with_icon(entry: Entry, names: Names) -> Sentence:
    """The plain sentence with the icon of the act."""
    return replace(plainly(entry, names), icon=ICONS[entry.verb])
