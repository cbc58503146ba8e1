"""Imports as acts: who may import what, trying out, running, undoing. The machine itself is core.imports."""

from tandem.authority.importing.jobs import start
from tandem.authority.importing.running import (
    VERB,
    check_may_import,
    claim,
    decides_currency,
    get_import,
    imports_of,
    is_silent,
    kinds_for,
    run,
    try_out,
    unfinished,
)
from tandem.authority.importing.undoing import revive, take_back

__all__ = [
    "VERB",
    "check_may_import",
    "claim",
    "decides_currency",
    "get_import",
    "imports_of",
    "is_silent",
    "kinds_for",
    "revive",
    "run",
    "start",
    "take_back",
    "try_out",
    "unfinished",
]
