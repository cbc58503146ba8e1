"""Entries about people that the logbook tells in words of its own."""

from __future__ import annotations

from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, sentence


@sentence("people.change_signing_in")
def signing_in(entry: Entry, names: Names) -> Sentence:
    """ "changed how they sign in · password changed"."""
    return Sentence("changed how they sign in", str(entry.facts.get("change", "")), icon="key")
