"""Reads about accounts and contacts. The viewer comes first, and sees only what is theirs to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.customers.models import HEALTHS, Account, AccountQuerySet, Contact, ContactQuerySet
from tandem.people.models import Person

SHOWN = 50  # contacts and subsidiaries on an account's page; the list has all of them


def accounts(viewer: Person) -> AccountQuerySet:
    """The accounts the viewer may see."""
    return Account.objects.visible_to(viewer)


def contacts(viewer: Person) -> ContactQuerySet:
    """The contacts the viewer may see."""
    return Contact.objects.visible_to(viewer)


def most_accounts(viewer: Person) -> AccountQuerySet | None:
    """Those that people within the viewer's reach own, where these are many; else None."""
    return Account.objects.most_of(viewer)


def most_contacts(viewer: Person) -> ContactQuerySet | None:
    """The same of contacts."""
    return Contact.objects.most_of(viewer)


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
    account = Account.objects.select_related("owner", "parent").get_visible(viewer, account_id)
    members = account.members.select_related("person").order_by("person__name")
    return AccountPage(
        account=account,
        contacts=list(contacts(viewer).at(account).order_by("name", "pk")[:SHOWN]),
        subsidiaries=list(accounts(viewer).filter(parent=account).order_by("name")[:SHOWN]),
        team=[account.owner, *(member.person for member in members)],
        alike=list(accounts(viewer).named(account.name).exclude(pk=account.pk)[:5]),
    )


def account(viewer: Person, account_id: int) -> Account:
    """One account with its owner and parent. Http404 when it is not the viewer's to see."""
    return Account.objects.select_related("owner", "parent").get_visible(viewer, account_id)


def contact_page(viewer: Person, contact_id: int) -> Contact:
    """One contact. Http404 when it is not the viewer's to see."""
    return Contact.objects.select_related("owner", "account").get_visible(viewer, contact_id)


def healths() -> dict[str, str]:
    """How an account may be doing."""
    return HEALTHS


def pick_accounts(viewer: Person, text: str, limit: int = 20) -> list[dict[str, object]]:
    """Accounts for a field that searches while one types: those that begin with the text first."""
    rows = accounts(viewer)
    begins = rows.filter(name__istartswith=text).order_by("name", "pk")[:limit]
    found = {row.pk: row for row in begins}
    if len(found) < limit and text:
        inside = rows.filter(name__icontains=text).exclude(pk__in=found).order_by("name", "pk")
        found |= {row.pk: row for row in inside[: limit - len(found)]}
    return [{"id": row.pk, "text": row.name, "note": row.place} for row in found.values()]


def pick_contacts(
    viewer: Person, text: str, account_id: int | None = None, limit: int = 20
) -> list[dict[str, object]]:
    """Contacts for a field that searches while one types, of one account if it is known."""
    rows = contacts(viewer).filter(name__icontains=text).select_related("account")
    if account_id:
        rows = rows.filter(account__pk=account_id)
    return [
        {"id": row.pk, "text": row.name, "note": row.account.name if row.account else ""}
        for row in rows.order_by("name", "pk")[:limit]
    ]
