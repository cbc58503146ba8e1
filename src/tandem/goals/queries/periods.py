"""The periods one can plan for."""

from __future__ import annotations

from datetime import date

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.goals.models import Plan

AHEAD = {"quarter": 5, "year": 2, "month": 4}


def period_choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The running and the next quarters, years and months, in groups for a select."""
    calendar = organization.calendar()
    groups = []
    for kind, names in (("quarter", "Quarters"), ("year", "Years"), ("month", "Months")):
        first = calendar.of(kind, today)  # type: ignore[arg-type]
        periods = [first.shifted(steps) for steps in range(AHEAD[kind])]
        groups.append((names, [(period.key, period.label) for period in periods]))
    return groups


def period_of(key: str) -> Period:
    """The period of a key like "2026-Q4". ValueError for anything else."""
    return organization.calendar().parse(key)


def next_quarter(today: date) -> Period:
    """What one most often plans."""
    return organization.calendar().quarter_of(today).next()


def label_of(plan: Plan) -> str:
    """The plan's period in words: "Q4 2026"."""
    return plan.period(organization.calendar()).label
