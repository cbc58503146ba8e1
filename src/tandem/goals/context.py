"""What the frame shows of goals on every page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tandem.goals.queries.panels import SideGoal, side_goal


def goal(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `sidegoal`, asked of the database only where the sidebar is drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"sidegoal": SimpleLazyObject(lambda: _side(request))}


def _side(request: HttpRequest) -> dict[str, Any] | None:
    return as_context(side_goal(request.user, today=request.today))  # type: ignore[arg-type, attr-defined]


def as_context(found: SideGoal | None) -> dict[str, Any] | None:
    """What `ui/_sidegoal.html` reads."""
    return None if found is None else {**asdict(found), "href": reverse("goals:index")}
