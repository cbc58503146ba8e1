"""Taking a change of a draft's breakdown back: its top, split and limits, or one figure with its lock and bounds.

What was set goes back, and the plan is shared again with what the last split saw; so the figures come back as well.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.authority.actions import Change, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.goals import rules
from tandem.goals.actions.plans import SHAPED, part_of, saved, split_and_save, write
from tandem.goals.actions.splitting import share_rest, words_for
from tandem.goals.models import Plan, Target
from tandem.people.models import Person

OF_ROW = ("typed", "amount", "locked", "floor", "ceiling", "cap")


@undoes("goals.break_down")
def unshape(row: Plan | Target, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """What was set goes back, unless somebody changed it since; refused for a split that was run again."""
    rules.check_draft(row.state)
    return _plan(row, entry, at) if isinstance(row, Plan) else _target(row, entry, actor, at)


def _plan(plan: Plan, entry: Entry, at: datetime) -> Change:
    names = [name for name in SHAPED if name in entry.facts]
    if not names:
        raise Refused(
            "A split that was run again cannot be undone: it looked at history and pipeline anew.",
            remedy="Type the figures you want.",
        )
    Plan.objects.select_for_update().get(pk=plan.pk)
    facts = _put_back(plan, entry, names)
    plan.save_changes(*names)
    split_and_save(plan, at, again=False)
    return Change(plan, {**facts, "currency": plan.currency})


def _target(target: Target, entry: Entry, actor: Person, at: datetime) -> Change:
    plan = Plan.objects.select_for_update().get(pk=target.plan_id)
    rows = part_of(plan, target, actor)
    row = next(each for each in rows if each.pk == target.pk)
    names = [name for name in OF_ROW if name in entry.facts]
    facts = _put_back(row, entry, names)
    if row.locked or row.typed:
        rules.check_bounds(row.amount, row.floor, row.ceiling, lambda each: words_for(plan, each))
    moved = share_rest(plan, rows)
    row.save_changes(*dict.fromkeys([*names, "amount"]))
    write(moved, "amount", but=row.pk)
    saved(plan, at)
    return Change(row, {**facts, "currency": plan.currency})


def _put_back(row: Any, entry: Entry, names: list[str]) -> dict[str, Any]:
    """Set these as they were; the same facts, turned. Refused where one of them is not what it became then."""
    for name in names:
        field = row._meta.get_field(name)
        before, after = entry.facts[name]
        if field.to_python(after) != getattr(row, name):
            raise Refused(
                "Somebody changed this since, so it cannot be undone.", remedy="Set what you want by hand."
            )
        setattr(row, name, field.to_python(before))
    return {name: entry.facts[name][::-1] for name in names}
