"""What goes across the packages over the API: imports, settings, own fields, search, the audit log, saved views."""

from tandem.workspace.api import audit, fields, imports, search, settings, views
from tandem.workspace.api.common import router

__all__ = ["audit", "fields", "imports", "router", "search", "settings", "views"]
