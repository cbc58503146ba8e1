"""Changes to accounts and contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.authority.actions import Change, action, put_back, require, require_owner, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.core.fields import merged_extra
from tandem.core.records import changed, restore, something_hangs_on
from tandem.customers import rules
from tandem.customers.models import Account, AccountMember, Contact
from tandem.people.models import Person

ACCOUNT_FIELDS = (
    "name",
    "parent",
    "industry",
    "region",
    "city",
    "country",
    "website",
    "phone",
    "founded",
    "employees",
    "revenue",
    "currency",
    "strategic",
    "health",
    "extra",
)
CONTACT_FIELDS = ("name", "account", "title", "email", "phone", "mobile", "city", "country", "extra")


@action("customers.add_account")
def add_account(
    *,
    actor: Person,
    at: datetime,
    name: str,
    owner: Person | None = None,
    external_id: str = "",
    created_at: datetime | None = None,
    **values: Any,
) -> Change:
    """Add an account, owned by the actor unless somebody else is named."""
    rules.check_named(name, "account")
    values["extra"] = merged_extra("account", values.get("extra", {}))
    account = Account(
        name=name.strip(),
        owner=owner or actor,
        created_at=created_at or at,
        external_id=external_id,
        **values,
    )
    account.save(force_insert=True)
    return Change(account, {"name": [None, account.name], "owner": [None, account.owner_id]})


@action("customers.edit_account")
def edit_account(account: Account, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change facts of an account. Unchanged values are not written."""
    if "name" in values:
        rules.check_named(values["name"], "account")
    if values.get("parent") is not None:
        rules.check_parent(account.pk, _line_up(values["parent"]))
    if "extra" in values:
        values["extra"] = merged_extra("account", values["extra"], account.extra)
    return Change(account, changed(account, values, ACCOUNT_FIELDS))


@undoes("customers.edit_account")
def unedit_account(account: Account, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put an edited account back."""
    return put_back(account, entry, *ACCOUNT_FIELDS)


@action("customers.reassign_account")
def reassign_account(account: Account, *, actor: Person, at: datetime, to: Person) -> Change:
    """Give an account, with the contacts its owner has there, to somebody else."""
    require_owner(actor, "customers.reassign_account", to)
    rules.check_works_here(to.name, to.is_active)
    before = account.owner_id
    if before == to.pk:
        return Change(account)
    Contact.objects.at(account).filter(owner_id=before).update(owner=to)
    account.owner = to
    account.save_changes("owner")
    return Change(account, {"owner": [before, to.pk]})


@undoes("customers.reassign_account")
def unreassign_account(account: Account, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Give an account back to who had it."""
    before, after = entry.facts["owner"]
    Contact.objects.at(account).filter(owner_id=after).update(owner=before)
    return put_back(account, entry, "owner")


@action("customers.delete_account")
def delete_account(account: Account, *, actor: Person, at: datetime) -> Change:
    """Delete an account that nothing hangs on. It can be undone."""
    if something_hangs_on(account):
        raise Refused(
            "This account still has contacts, deals or subsidiaries.",
            remedy="Merge it into another account, or delete them first.",
        )
    account.deleted_at = at
    account.save_changes("deleted_at")
    return Change(account, {"deleted_at": [None, at]})


@action("customers.merge_accounts")
def merge_accounts(account: Account, *, actor: Person, at: datetime, other: Account) -> Change:
    """Keep `account`, take over what `other` knew and what hangs on it, and delete `other`.

    Packages above move what is theirs when they read the entry in the logbook.
    """
    require(actor, "customers.merge_accounts", other)
    rules.check_mergeable(account.pk, other.pk)
    names = [n for n in ACCOUNT_FIELDS if n not in ("name", "extra", "parent")]
    taken = rules.merged({n: getattr(account, n) for n in names}, {n: getattr(other, n) for n in names})
    facts = changed(account, taken, ACCOUNT_FIELDS)
    other.contacts.update(account=account)
    other.subsidiaries.exclude(pk=account.pk).update(parent=account)
    for member in other.members.all():
        involve(account, member.person, at)
    involve(account, other.owner, at)
    other.deleted_at = at
    other.save_changes("deleted_at")
    return Change(account, {**facts, "merged": other.pk, "merged_name": other.name})


@undoes("customers.delete_account")
def undelete_account(account: Account, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Bring a deleted account back."""
    return Change(account, restore(account))


@action("customers.add_contact")
def add_contact(
    account: Account | None = None,
    *,
    actor: Person,
    at: datetime,
    name: str,
    owner: Person | None = None,
    external_id: str = "",
    created_at: datetime | None = None,
    **values: Any,
) -> Change:
    """Add a contact, at an account if it is known."""
    rules.check_named(name, "contact")
    values["extra"] = merged_extra("contact", values.get("extra", {}))
    contact = Contact(
        name=name.strip(),
        account=account,
        owner=owner or actor,
        created_at=created_at or at,
        external_id=external_id,
        **values,
    )
    contact.save(force_insert=True)
    return Change(contact, {"name": [None, contact.name], "account": [None, contact.account_id]})


@action("customers.edit_contact")
def edit_contact(contact: Contact, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change facts of a contact."""
    if "name" in values:
        rules.check_named(values["name"], "contact")
    if "extra" in values:
        values["extra"] = merged_extra("contact", values["extra"], contact.extra)
    return Change(contact, changed(contact, values, CONTACT_FIELDS))


@undoes("customers.edit_contact")
def unedit_contact(contact: Contact, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put an edited contact back."""
    return put_back(contact, entry, *CONTACT_FIELDS)


@action("customers.reassign_contact")
def reassign_contact(contact: Contact, *, actor: Person, at: datetime, to: Person) -> Change:
    """Give a contact to somebody else."""
    require_owner(actor, "customers.reassign_contact", to)
    rules.check_works_here(to.name, to.is_active)
    return Change(contact, changed(contact, {"owner": to}, ("owner",)))


@undoes("customers.reassign_contact")
def unreassign_contact(contact: Contact, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Give a contact back to who had it."""
    return put_back(contact, entry, "owner")


@action("customers.delete_contact")
def delete_contact(contact: Contact, *, actor: Person, at: datetime) -> Change:
    """Delete a contact. It can be undone."""
    contact.deleted_at = at
    contact.save_changes("deleted_at")
    return Change(contact, {"deleted_at": [None, at]})


@undoes("customers.delete_contact")
def undelete_contact(contact: Contact, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Bring a deleted contact back."""
    return Change(contact, restore(contact))


def involve(account: Account, person: Person, at: datetime) -> None:
    """Let a person work with an account because something of theirs is there. Called inside other actions."""
    if account.owner_id != person.pk:
        AccountMember.objects.get_or_create(account=account, person=person, defaults={"since_at": at})


def hand_over(person: Person, *, actor: Person, at: datetime, to: Person) -> int:
    """Give all of a person's accounts and contacts to somebody else. Returns how many."""
    rows = 0
    for account in Account.objects.alive().filter(owner=person):
        reassign_account(account, actor=actor, at=at, to=to)
        rows += 1
    for contact in Contact.objects.alive().filter(owner=person):
        reassign_contact(contact, actor=actor, at=at, to=to)
        rows += 1
    return rows


def _line_up(account: Account | None) -> list[int]:
    """This account and those above it, nearest first."""
    line: list[int] = []
    while account is not None and account.pk not in line:
        line.append(account.pk)
        account = account.parent
    return line
