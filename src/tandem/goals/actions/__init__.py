"""Changes to plans and targets."""

from tandem.goals.actions.plans import drop_plan, open_plan, resplit, set_target
from tandem.goals.actions.publishing import publish, revise_target

__all__ = ["drop_plan", "open_plan", "publish", "resplit", "revise_target", "set_target"]
