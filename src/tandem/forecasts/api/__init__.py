"""Forecasts over the API: the page, calls, snapshots, accuracy and the rhythm; the same calls as the pages make."""

from tandem.forecasts.api import accuracy, calls, page, rhythm, snapshots
from tandem.forecasts.api.common import router

__all__ = ["accuracy", "calls", "page", "rhythm", "router", "snapshots"]
