"""Agreements, notifications, comments, announcements, shares and delegations over the API."""

from tandem.collaboration.api import agreements, announcing, sharing, telling
from tandem.collaboration.api.common import MOST, REFUSALS, Which, router

__all__ = ["MOST", "REFUSALS", "Which", "agreements", "announcing", "router", "sharing", "telling"]
