"""When somebody leaves: every package gives what they owned to their heir, in one step.

A package that owns records names its function in apps.py: `hand_over = "tandem.customers.actions.hand_over"`,
called as hand_over(person, actor=…, at=…, to=heir) and returning how many records went over.
"""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from tandem.core import clock
from tandem.core.errors import Refused
from tandem.people import actions
from tandem.people.models import Person


def deactivate(person: Person, *, actor: Person, heir: Person, version: int | None = None) -> int:
    """Hand over all that a person owns and close their account; all or nothing. Returns how many records."""
    if heir.pk == person.pk or not heir.is_active:
        raise Refused(
            "The heir must be somebody else who works here.", fields={"heir": "Choose somebody who stays."}
        )
    at = clock.now()
    with transaction.atomic():
        actions.deactivate_person(person, actor=actor, at=at, version=version, heir=heir)
        return sum(
            import_string(config.hand_over)(person, actor=actor, at=at, to=heir)
            for config in apps.get_app_configs()
            if hasattr(config, "hand_over")
        )
