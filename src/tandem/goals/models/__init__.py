"""Plans and targets; runs of the simulation and what they say of each person and team."""

from tandem.goals.models.limits import PlanLimit
from tandem.goals.models.odds import Outlook, Run
from tandem.goals.models.plans import (
    KINDS,
    METRICS,
    PLAN_STATES,
    TARGET_STATES,
    KeptCurve,
    Plan,
    PlanQuerySet,
    PlanScope,
    Target,
    TargetQuerySet,
    TargetScope,
    TargetVersion,
)

__all__ = [
    "KINDS",
    "METRICS",
    "PLAN_STATES",
    "TARGET_STATES",
    "KeptCurve",
    "Outlook",
    "Plan",
    "PlanLimit",
    "PlanQuerySet",
    "PlanScope",
    "Run",
    "Target",
    "TargetQuerySet",
    "TargetScope",
    "TargetVersion",
]
