"""Limits: inside, a person decides alone; beyond, the next person up whose limit suffices is asked."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps

from tandem.authority.grants import ROLES
from tandem.authority.models import Limit
from tandem.core.errors import BeyondLimit

if TYPE_CHECKING:
    from tandem.people.models import Person


@cache
def defaults() -> dict[str, dict[str, Decimal | None]]:
    """Each limited verb's limit by role, as the packages declare it. None: without limit."""
    return {
        verb: {role: None if most is None else Decimal(most) for role, most in zip(ROLES, row, strict=True)}
        for config in apps.get_app_configs()
        for verb, row in getattr(config, "limits", {}).items()
    }


def table() -> dict[str, dict[str, Decimal | None]]:
    """The limits in force: the defaults, and what the administrator changed."""
    limits = {verb: dict(row) for verb, row in defaults().items()}
    for limit in Limit.objects.all():
        if limit.verb in limits:
            limits[limit.verb][limit.role] = limit.most
    return limits


def check(actor: Person, verb: str, value: Decimal, sentence: str) -> None:
    """Raise BeyondLimit when `value` exceeds what the actor decides alone. `sentence` says it in words."""
    by_role = table()[verb]
    if suffices(by_role, actor, value):
        return
    approver = next((boss for boss in actor.line() if suffices(by_role, boss, value)), None)
    who = f"{approver.name} decides it" if approver else "nobody above you has a limit that suffices"
    raise BeyondLimit(
        sentence,
        verb=verb,
        approver_id=approver.pk if approver else None,
        remedy=f"Beyond your limit; {who}.",
    )


def suffices(by_role: dict[str, Decimal | None], person: Person, value: Decimal) -> bool:
    """Whether this person's role decides this value alone."""
    most = by_role.get(person.role)
    return most is None or value <= most
