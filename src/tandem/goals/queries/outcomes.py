"""What came of the agreements on targets whose period is over: what was reached, and how much of the figure.

Results that are booked late still move the outcome for a quarter; after that it stays as it was measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tandem.collaboration.models import Agreement
from tandem.goals.models import Target
from tandem.goals.queries.results import Results, results
from tandem.goals.rules import KIND
from tandem.people.queries import Tree, tree_since

MOVES_FOR = timedelta(days=92)


def outcomes(today: date) -> Iterator[tuple[Agreement, dict[str, Any]]]:
    """Each target agreement that is due for measuring with `{"reached": "130900.00", "percent": 109.1}`.

    `percent` is of the target's last figure, to a tenth. One statement for the agreements, one for their targets,
    two for the tree of teams, and one for each metric and period among them.
    """
    over = Target.objects.published().filter(plan__end_on__lt=today).select_related("plan")
    moving = over.filter(plan__end_on__gte=today - MOVES_FOR)
    about = Agreement.objects.filter(kind=KIND).exclude(state="withdrawn")
    due = about.filter(measured_at=None, about_id__in=over.values("pk")) | about.filter(
        about_id__in=moving.values("pk")
    )
    found = list(due.order_by("pk"))
    targets = over.in_bulk({agreement.about_id for agreement in found})
    reached: dict[tuple[str, date, date], Results] = {}
    if not found:
        return
    tree = tree_since(min(target.plan.end_on for target in targets.values()))
    for agreement in found:
        target = targets[agreement.about_id]
        key = (target.plan.metric, target.plan.start_on, target.plan.end_on)
        if key not in reached:
            reached[key] = results(*key)
        yield agreement, _told(target, _reached(target, reached[key], tree))


def _reached(target: Target, of_period: Results, tree: Tree) -> Decimal:
    if target.person_id:
        return of_period.by_person.get(target.person_id, Decimal(0))
    paths = tree.paths(target.plan.end_on)
    return of_period.of_path(paths.get(target.team_id or 0, "nowhere"), paths)


def _told(target: Target, reached: Decimal) -> dict[str, Any]:
    percent = round(float(reached / target.amount * 100), 1) if target.amount else None
    return {"reached": str(reached), "percent": percent}
