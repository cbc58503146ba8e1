"""The organization, for templates that name it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tandem.authority import organization as organizations


def organization(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `organization`, read only where a template asks for it."""
    return {"organization": SimpleLazyObject(organizations.current)}
