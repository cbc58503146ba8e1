"""Changes to plans and targets."""

from tandem.goals.actions.fixing import Fix, apply_fix, find_fix, keep_target
from tandem.goals.actions.limiting import remove_limit, set_limit
from tandem.goals.actions.plans import drop_plan, open_plan, resplit, set_target
from tandem.goals.actions.publishing import defer_revision, place, publish, revise_target
from tandem.goals.actions.undoing import unshape
from tandem.goals.actions.working import work_out

__all__ = [
    "Fix",
    "apply_fix",
    "defer_revision",
    "drop_plan",
    "find_fix",
    "keep_target",
    "open_plan",
    "place",
    "publish",
    "remove_limit",
    "resplit",
    "revise_target",
    "set_limit",
    "set_target",
    "unshape",
    "work_out",
]
