"""Agreements, notifications, comments, shares and delegations over the API."""

from tandem.collaboration.api import agreements, sharing, telling
from tandem.collaboration.api.common import MOST, REFUSALS, Which, router

__all__ = ["MOST", "REFUSALS", "Which", "agreements", "router", "sharing", "telling"]
