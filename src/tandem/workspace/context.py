"""What the frame shows of the home pages on every page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tandem.core.money import format_money
from tandem.core.ui.menu import url_of
from tandem.goals.queries.standing import GoalStanding
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


def side_goal(goal: GoalStanding | None) -> dict[str, Any] | None:
    """The goal as the foot of the sidebar shows it; None while there is none."""
    if goal is None:
        return None
    label = "My" if goal.target.person_id else str(goal.target.home)
    return {
        "label": f"{label} {goal.label.split(' ')[0]}",
        "percent": goal.percent,
        "pace_percent": goal.pace_percent,
        "day": goal.day_words,
        "words": gap_words(goal),
        "href": url_of("goals:index"),
    }


def side_of(page: Any) -> dict[str, Any] | None:
    """The same from a page of a team, whose figures are there already."""
    whole, choice = page.whole, page.choice
    if whole.stands is None or choice.is_past:
        return None
    return {
        "label": f"{whole.name} {choice.period.label.split(' ')[0]}",
        "percent": whole.percent,
        "pace_percent": whole.pace,
        "day": f"day {page.curve.done(choice.until)} of {page.curve.working_days}",
        "words": gap_in_words(whole.gap, page.currency),
        "href": url_of("goals:index"),
    }


def gap_in_words(gap: Decimal, currency: str) -> str:
    """ "€20.6k ahead of pace", "on pace"."""
    if not gap:
        return "on pace"
    return f"{format_money(abs(gap), currency, 'short')} {'ahead of' if gap > 0 else 'behind'} pace"


def gap_words(goal: GoalStanding) -> str:
    """ "€20.6k ahead of pace", "on pace"."""
    if goal.plan.is_money:
        return gap_in_words(goal.standing.gap, goal.plan.currency)
    gap = goal.standing.gap
    return f"{abs(gap):,.0f} {'ahead of' if gap > 0 else 'behind'} pace" if gap else "on pace"
