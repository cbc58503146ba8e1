"""What the frame shows of the home pages on every page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tandem.core.money import format_money
from tandem.goals.context import as_context
from tandem.goals.queries.panels import SideGoal, as_side_goal
from tandem.goals.queries.standing import GoalStanding
from tandem.people.models import Person
from tandem.workspace.queries.counts import Counts, counts


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `counts`, and from it `unread` and `menu_counts`; asked of the database only when shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    found: SimpleLazyObject = SimpleLazyObject(lambda: counts_of(request))
    return {
        "counts": found,
        "unread": SimpleLazyObject(lambda: counts_of(request).unread),
        "menu_counts": {"today": found},
    }


def counts_of(request: HttpRequest) -> Counts:
    """The counts of this request, asked for once."""
    kept: Counts | None = getattr(request, "_counts", None)
    if kept is None:
        kept = counts(request.user, request.today)  # type: ignore[arg-type, attr-defined]
        request._counts = kept  # type: ignore[attr-defined]
    return kept


def goal_on_side(viewer: Person, goal: GoalStanding | None, today: date) -> dict[str, Any]:
    """`sidegoal` from a goal that the page read already, so that the frame need not ask again."""
    return {"sidegoal": as_context(as_side_goal(viewer, goal, today=today))}


def team_on_side(viewer: Person, page: Any) -> dict[str, Any]:
    """The same from the figures of a team; nothing when it is not the viewer's own one of now."""
    whole, choice = page.whole, page.choice
    if choice.is_past or choice.team != choice.teams[0] or whole.stands is None:
        return {}
    words = gap_in_words(whole.gap, page.currency)
    whose = {"executive": "Org"}.get(viewer.role, "Team")
    day = f"day {page.day} of {page.curve.working_days}"
    label = f"{whose} {choice.period.label.split(' ')[0]}"
    return {"sidegoal": as_context(SideGoal(label, whole.percent, whole.pace, words, day))}


def gap_in_words(gap: Decimal, currency: str) -> str:
    """ "€20.6k ahead of pace", "On pace"."""
    if not gap:
        return "On pace"
    return f"{format_money(abs(gap), currency, 'short')} {'ahead of' if gap > 0 else 'behind'} pace"
