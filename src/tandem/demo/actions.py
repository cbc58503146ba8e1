"""Beginning: an empty database gets its organization and its first administrator."""

from __future__ import annotations

from django.core.management import call_command
from django.db import transaction

from tandem.authority import organization
from tandem.authority.models import Organization
from tandem.core import search
from tandem.core.errors import Refused
from tandem.demo.queries import is_demonstration
from tandem.people.actions import add_team
from tandem.people.models import Person


def start_empty(*, name: str, currency: str, person: str, email: str, password: str) -> Person:
    """Create the organization with its root team and first administrator; a demonstration company is removed first.

    Raises Refused where an organization of somebody's own is: nothing of theirs is ever removed here.
    """
    if is_demonstration():
        call_command("flush", interactive=False, verbosity=0)
    if Person.objects.exists():
        raise Refused("There is an organization here already.", remedy="Sign in to it.")
    with transaction.atomic():
        found = Organization.objects.first() or Organization()
        found.name, found.currency = name.strip(), currency
        found.save()
        organization.forget()
        first = Person(name=person.strip(), email=email.strip(), role="administrator")
        first.set_password(password)
        first.save()
        search.index(first)
        add_team(actor=first, name=found.name)
    return first
