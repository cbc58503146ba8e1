"""How well a record fits what somebody typed: the beginning of its name, of its words, somewhere, or nearly."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

BEGINNING, WORDS, ANYWHERE, TEXT, NEARLY, NEARLY_TEXT = range(6)


def rank(words: Sequence[str], title: str, folded: str) -> tuple[int, int, int] | None:
    """Lower is better; None: it does not fit. All arguments folded, `folded` with a space before each word."""
    query = " ".join(words)
    if title.startswith(query):
        return (BEGINNING, len(title) - len(query), 0)
    spaced = f" {title}"
    if all(f" {word}" in spaced for word in words):
        return (WORDS, spaced.index(f" {words[0]}"), len(title))
    if len(query) > 2 and query in title:
        return (ANYWHERE, title.index(query), len(title))
    if all(f" {word}" in folded for word in words):
        return (TEXT, 0, len(title))
    for kind, where in ((NEARLY, title), (NEARLY_TEXT, folded)):
        slips = _slips(words, where)
        if slips is not None:
            return (kind, slips, len(title))
    return None


def _slips(words: Sequence[str], folded: str) -> int | None:
    """How many letters were mistyped over all words, None when a word is too far from all that are there."""
    total, there = 0, folded.split()
    for word in words:
        most = slips_allowed(word)
        if not most and not any(other.startswith(word) for other in there):
            return None
        best = min((_distance(word, other, most) for other in there), default=most + 1)
        if best > most:
            return None
        total += best
    return total


def slips_allowed(word: str) -> int:
    """One slip from four letters on, two from seven on. The last letters may still be missing."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def _distance(word: str, other: str, most: int) -> int:
    if other.startswith(word):
        return 0
    if not most or len(other) < len(word) - most:
        return most + 1
    whole = OSA.distance(word, other, score_cutoff=most)
    begun = OSA.distance(word, other[: len(word)], score_cutoff=most)
    return min(whole, begun)
