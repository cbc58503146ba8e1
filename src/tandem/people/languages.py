"""The languages that people speak with customers and colleagues: ISO 639 codes, named in English.

The list is the one that Django keeps.
"""

from __future__ import annotations

from django.conf.locale import LANG_INFO

from tandem.core.errors import Refused
from tandem.core.imports.words import fold

LANGUAGES: dict[str, str] = dict(
    sorted(
        ((code, info["name"]) for code, info in LANG_INFO.items() if "name" in info), key=lambda one: one[1]
    )
)
REMEDY = "Write its code or its English name, like de or German."


def language_code(said: str) -> str:
    """The code of a language said by code ("de", "de_AT") or English name ("German"). Refused for anything else."""
    code = said.strip().lower().replace("_", "-")
    named = {fold(name): key for key, name in LANGUAGES.items()}
    found = next((key for key in (code, code.split("-")[0]) if key in LANGUAGES), "") or named.get(fold(said))
    if not found:
        raise Refused(f"“{said}” is no language.", remedy=REMEDY, fields={"language": REMEDY})
    return found
