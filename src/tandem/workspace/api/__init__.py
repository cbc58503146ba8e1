"""What goes across the packages over the API: Today and Team, imports, settings, rates, own fields, search, audit."""

from tandem.workspace.api import audit, fields, imports, rates, search, settings, steering, views
from tandem.workspace.api.common import router

__all__ = ["audit", "fields", "imports", "rates", "router", "search", "settings", "steering", "views"]
