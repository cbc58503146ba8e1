"""Words that mean yes, no or nothing, and text made comparable."""

import string
import unicodedata

PLACEHOLDERS = frozenset(
    {"-", "–", "—", "none", "null", "na", "n/a", "#n/a", "nan", "nil", "unknown", "select", "tbd"}
)
"""Words that stand for "nothing" where a number, a date or yes/no belongs. In text they are text."""

YES = frozenset(
    ["yes", "y", "true", "t", "1", "1.0", "on", "x", "ja", "oui", "si", "sim", "ano", "tak", "wahr", "vrai"]
)
NO = frozenset(
    ["no", "n", "false", "f", "0", "0.0", "off", "nein", "non", "nao", "ne", "nie", "falsch", "faux"]
)


ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(text: str) -> str:
    """Lower case without accents: "Größe" → "grosse"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip()


def lowered(*names: str) -> set[str]:
    """Names as a database's LOWER() may give them: SQLite lowers only the letters of ASCII."""
    return {form for name in names for form in (name.lower(), name.translate(ASCII_LOWER))}


def is_placeholder(text: str) -> bool:
    """Whether a typed column may read this text as empty."""
    return text.casefold() in PLACEHOLDERS
