"""Deals, their parts and pipelines over the API: the same calls as the pages make."""

from tandem.deals.api import acts, chances, deals, parts, pipelines
from tandem.deals.api.common import DealOut, DealRef, router

__all__ = ["DealOut", "DealRef", "acts", "chances", "deals", "parts", "pipelines", "router"]
