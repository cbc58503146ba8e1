"""Importing accounts and contacts."""

from tandem.customers.imports.accounts import ACCOUNT, ACCOUNTS
from tandem.customers.imports.contacts import CONTACT, CONTACTS

__all__ = ["ACCOUNT", "ACCOUNTS", "CONTACT", "CONTACTS"]
