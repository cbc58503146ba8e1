"""What goes across the packages over the API: Today and Team, imports, settings, own fields, search, audit, views."""

from tandem.workspace.api import audit, fields, imports, search, settings, steering, views
from tandem.workspace.api.common import router

__all__ = ["audit", "fields", "imports", "router", "search", "settings", "steering", "views"]
