"""Importing deals, which other programs call opportunities."""

from tandem.deals.imports.saver import DEALS

__all__ = ["DEALS"]
