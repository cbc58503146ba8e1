"""Words as search compares them: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
NOT_WORDS = re.compile(r"[^\w]+|_+")


def fold(text: str) -> str:
    """ "Éclair & Søn, GmbH" → "eclair son gmbh"."""
    folded = text.casefold()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded.translate(LETTERS))
        folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return NOT_WORDS.sub(" ", folded).strip()


def trigrams(text: str) -> list[str]:
    """Every three letters in a row, each once: "acme" → ["acm", "cme"]."""
    return list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))
