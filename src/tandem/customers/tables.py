"""The lists of accounts and contacts: columns, filters, views, what can be done to many at once."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tandem.core.lists import Bulk, List, Preset, by, col
from tandem.customers import actions, queries


class Accounts(List):
    """Companies that buy, or might."""

    name = "customers:accounts"
    title = "Customers"
    record = "account"
    row_page = "customers:account"
    custom_fields = "account"
    columns = (
        col.Text("name", link=True, sort=True),
        col.Text("industry"),
        col.Text("place", "Where", needs=("city", "country")),
        col.Number("employees"),
        col.Money("revenue", "Yearly revenue", phone=True),
        col.Person("owner"),
        col.Tag("health", tones={"good": "ok", "watch": "warn", "poor": "bad"}),
        col.YesNo("strategic", hidden=True),
        col.Text("region", hidden=True),
        col.Text("website", hidden=True),
        col.Text("phone", hidden=True),
        col.Number("founded", hidden=True),
        col.Moment("created_at", "Added", sort=True, hidden=True),
    )
    filters = (
        by.Text("q", "Name or city", paths=("name", "city")),
        by.Person("owner"),
        by.Text("industry"),
        by.Text("region"),
        by.Text("country"),
        by.NumberRange("employees"),
        by.AmountRange("revenue", "Yearly revenue"),
        by.Choice("health", choices=queries.healths(), none="Not rated"),
        by.YesNo("strategic", yes=Q(strategic=True)),
        by.DateRange("added", path="created_at", moments=True),
    )
    default_order = "name"
    views = (
        Preset("mine", "My accounts", "?owner=me"),
        Preset("strategic", "Strategic", "?strategic=yes"),
        Preset("watch", "Needs care", "?health=poor"),
    )
    bulk = (
        Bulk(
            "customers.reassign_account",
            "Reassign",
            actions.reassign_account,
            form="tandem.customers.forms.ReassignForm",
            done="reassigned",
        ),
        Bulk(
            "customers.edit_account",
            "Edit",
            actions.edit_account,
            form="tandem.customers.forms.EditAccountsForm",
            done="edited",
            only_filled=True,
        ),
        Bulk("customers.delete_account", "Delete", actions.delete_account, done="deleted", danger=True),
    )

    def rows(self, viewer: Any) -> Any:
        return queries.accounts(viewer)

    def most(self, viewer: Any) -> Any:
        return queries.most_accounts(viewer)


class Contacts(List):
    """People at accounts."""

    name = "customers:contacts"
    title = "Contacts"
    record = "contact"
    row_page = "customers:contact"
    custom_fields = "contact"
    columns = (
        col.Text("name", link=True, sort=True),
        col.Text("title", "Job title"),
        col.Related("account", link="customers:account"),
        col.Text("email", phone=True),
        col.Text("phone"),
        col.Text("mobile", hidden=True),
        col.Person("owner"),
        col.Text("city", hidden=True),
        col.Text("country", hidden=True),
        col.Moment("created_at", "Added", hidden=True),
    )
    filters = (
        by.Text("q", "Name or email", paths=("name", "email")),
        by.Person("owner"),
        by.Relation("account", rows=queries.accounts),
        by.Text("title", "Job title"),
        by.YesNo("homeless", "Without an account", yes=Q(account=None)),
        by.DateRange("added", path="created_at", moments=True),
    )
    default_order = "name"
    views = (
        Preset("mine", "My contacts", "?owner=me"),
        Preset("homeless", "Without an account", "?homeless=yes"),
    )
    bulk = (
        Bulk(
            "customers.reassign_contact",
            "Reassign",
            actions.reassign_contact,
            form="tandem.customers.forms.ReassignForm",
            done="reassigned",
        ),
        Bulk(
            "customers.edit_contact",
            "Edit",
            actions.edit_contact,
            form="tandem.customers.forms.EditContactsForm",
            done="edited",
            only_filled=True,
        ),
        Bulk("customers.delete_contact", "Delete", actions.delete_contact, done="deleted", danger=True),
    )

    def rows(self, viewer: Any) -> Any:
        return queries.contacts(viewer)

    def most(self, viewer: Any) -> Any:
        return queries.most_contacts(viewer)
