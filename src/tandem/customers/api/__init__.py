"""Accounts and contacts over the API: the same calls as the pages make."""

from tandem.customers.api import accounts, contacts
from tandem.customers.api.common import AccountRef, router

__all__ = ["AccountRef", "accounts", "contacts", "router"]
