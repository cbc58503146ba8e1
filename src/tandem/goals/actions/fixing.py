"""Putting figures that are too hard or too easy right, or keeping them with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.goals import rules
from tandem.goals.actions.plans import part_of, saved, write
from tandem.goals.actions.splitting import share_rest, words_for
from tandem.goals.models import Plan, Target
from tandem.goals.queries.inputs import rounded
from tandem.people.models import Person


@dataclass(frozen=True)
class Moved:
    """A figure that a fix changes. `chosen`: the fix sets it; else it gives or takes what others need."""

    target: Target
    before: Decimal
    after: Decimal
    chosen: bool


def preview_fix(plan: Plan, figures: Mapping[int, Decimal], *, actor: Person) -> list[Moved]:
    """What `apply_fix` would change, without changing it: the chosen first, then who shares the rest."""
    rows = [copy(row) for row in _rows(plan, figures, actor)]
    before = {row.pk: row.amount for row in rows}
    _fix(plan, rows, figures)
    moved = [
        Moved(row, before[row.pk], row.amount, row.pk in figures)
        for row in rows
        if row.amount != before[row.pk]
    ]
    return sorted(moved, key=lambda each: (not each.chosen, each.target.person_id is None))


@action("goals.fix")
def apply_fix(target: Target, *, actor: Person, at: datetime, figures: Mapping[int, Decimal]) -> Change:
    """Give these targets these figures, as if typed; the others of their team share the rest. Can be undone.

    `target` is one of them: the logbook tells the fix beside it.
    """
    rules.check_draft(target.state)
    plan = target.plan
    rows = _rows(plan, figures, actor)
    before = {row.pk: row.amount for row in rows}
    typed = {row.pk: row.typed for row in rows}
    _fix(plan, rows, figures)
    changed = [row for row in rows if row.amount != before[row.pk] or row.typed != typed[row.pk]]
    write(changed, "amount", "typed")
    saved(plan, at)
    moved = {str(row.pk): [str(before[row.pk]), str(row.amount)] for row in changed}
    set_now = [row.pk for row in changed if row.typed and not typed[row.pk]]
    return Change(
        target, moved and {"moved": moved, "typed": set_now, "fixed": len(figures), "currency": plan.currency}
    )


@undoes("goals.fix")
def unfix(target: Target, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Every figure that the fix moved goes back, unless one of them was changed since."""
    rules.check_draft(target.state)
    plan = target.plan
    moved: dict[str, list[str]] = entry.facts["moved"]
    rows = list(Target.objects.select_for_update().filter(plan=plan, pk__in=[int(pk) for pk in moved]))
    for row in rows:
        was, became = (Decimal(each) for each in moved[str(row.pk)])
        if row.amount != became:
            raise Refused(
                "A figure of this fix was changed since, so it cannot be undone.",
                remedy="Type the figures you want.",
            )
        row.amount = was
        row.typed = row.typed and row.pk not in entry.facts["typed"]
    write(rows, "amount", "typed")
    saved(plan, at)
    back = {pk: [after, before] for pk, (before, after) in moved.items()}
    return Change(target, {"moved": back, "fixed": entry.facts["fixed"], "currency": plan.currency})


@action("goals.keep")
def keep_target(target: Target, *, actor: Person, at: datetime, reason: str) -> Change:
    """Leave a figure outside the band, and say why; it counts as looked at until the figure changes."""
    rules.check_draft(target.state)
    if not reason.strip():
        raise Refused(
            "A figure outside the band is kept with a reason.", fields={"reason": "Say why, in a sentence."}
        )
    target.kept_reason, target.kept_amount = reason.strip(), target.amount
    target.save_changes("kept_reason", "kept_amount")
    return Change(
        target, {"kept": [None, target.amount], "reason": reason.strip(), "currency": target.plan.currency}
    )


def _rows(plan: Plan, figures: Mapping[int, Decimal], actor: Person) -> list[Target]:
    """The rows that share a figure with those to be fixed: the plan, or the part the actor leads."""
    first = plan.targets.select_related("home").filter(pk__in=list(figures)).order_by("pk").first()
    if first is None:
        raise Refused("There is nothing to fix.", remedy="Go back to the workbench.")
    rows = part_of(plan, first, actor)
    known = {row.pk for row in rows}
    if not set(figures) <= known or rows[0].pk in figures:
        raise Refused("Not all of these figures are yours to set.", remedy="Fix those of your own part.")
    return rows


def _fix(plan: Plan, rows: Sequence[Target], figures: Mapping[int, Decimal]) -> None:
    """Set the chosen figures in these rows and share the rest anew."""

    def words(amount: Decimal) -> str:
        return words_for(plan, amount)

    for row in rows:
        if row.pk in figures:
            row.amount, row.typed = rounded(plan, figures[row.pk]), True
            rules.check_bounds(row.amount, row.floor, row.ceiling, words)
    share_rest(plan, rows)
