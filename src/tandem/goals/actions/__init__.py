"""Changes to plans and targets."""

from tandem.goals.actions.plans import drop_plan, open_plan, resplit, set_target
from tandem.goals.actions.publishing import defer_revision, place, publish, revise_target

__all__ = [
    "defer_revision",
    "drop_plan",
    "open_plan",
    "place",
    "publish",
    "resplit",
    "revise_target",
    "set_target",
]
