"""Reads about accounts and contacts. The viewer comes first, and sees only what is theirs to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.customers.models import Account, AccountQuerySet, Contact, ContactQuerySet
from tandem.people.models import Person

SHOWN = 50  # contacts and subsidiaries on an account's page; the list has all of them


def accounts(viewer: Person) -> AccountQuerySet:
    """The accounts the viewer may see."""
    return Account.objects.visible_to(viewer)


def contacts(viewer: Person) -> ContactQuerySet:
    """The contacts the viewer may see."""
    return Contact.objects.visible_to(viewer)


@dataclass(frozen=True)
class AccountPage:
    """Everything an account's page shows of this package."""

    account: Account
    contacts: Sequence[Contact]
    subsidiaries: Sequence[Account]
    team: Sequence[Person]
    alike: Sequence[Account]


def account_page(viewer: Person, account_id: int) -> AccountPage:
    """One account with its people, ours and theirs. Http404 when it is not the viewer's to see."""
    account = accounts(viewer).select_related("owner", "parent").get_visible(viewer, account_id)
    members = account.members.select_related("person").order_by("person__name")
    return AccountPage(
        account=account,
        contacts=list(contacts(viewer).at(account).order_by("name", "pk")[:SHOWN]),
        subsidiaries=list(accounts(viewer).filter(parent=account).order_by("name")[:SHOWN]),
        team=[account.owner, *(member.person for member in members)],
        alike=list(accounts(viewer).named(account.name).exclude(pk=account.pk)[:5]),
    )


def contact_page(viewer: Person, contact_id: int) -> Contact:
    """One contact. Http404 when it is not the viewer's to see."""
    return contacts(viewer).select_related("owner", "account").get_visible(viewer, contact_id)
