"""The table of grants, gathered from every package's apps.py: verb × role → reach."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

from django.apps import apps

ROLES = ("officer", "manager", "executive", "administrator")


class Reach(StrEnum):
    """Whose work a grant covers."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


NONE, OWN, TEAM, ALL = Reach.NONE, Reach.OWN, Reach.TEAM, Reach.ALL


def _declared(attribute: str) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for config in apps.get_app_configs():
        for verb, value in getattr(config, attribute, {}).items():
            if verb in table:
                raise ValueError(f"{verb} is declared twice in {attribute}; keep it in one apps.py.")
            table[verb] = value
    return table


@cache
def grants() -> dict[str, dict[str, Reach]]:
    """Every verb that exists and how far each role's reach goes."""
    return {verb: dict(zip(ROLES, row, strict=True)) for verb, row in _declared("grants").items()}


@cache
def events() -> dict[str, str]:
    """Every logbook verb and the words that follow the actor's name."""
    return _declared("events")


@cache
def limit_words() -> dict[str, tuple[str, str]]:
    """What each limited verb decides, and by what it is limited."""
    return _declared("limit_words")


@cache
def decisions() -> frozenset[str]:
    """The verbs that a manager can delegate for a time."""
    return frozenset(v for config in apps.get_app_configs() for v in getattr(config, "decisions", ()))


def granted(role: str, verb: str) -> Reach:
    """How far `role` reaches with `verb`. An unknown verb is a mistake in the code, not a refusal."""
    return grants()[verb].get(role, NONE)
