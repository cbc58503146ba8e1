"""Putting figures that are too hard or too easy right, or keeping them with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tandem.authority.actions import Change, action, same_version, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.goals import rules
from tandem.goals.actions.into_band import Way, no_figure, own_stretch, way_in
from tandem.goals.actions.plans import part_of, saved, write
from tandem.goals.actions.splitting import share_rest, words_for
from tandem.goals.models import Plan, Target
from tandem.goals.queries.inputs import Basis, rounded
from tandem.goals.queries.limits import bounds
from tandem.goals.queries.outside import AIM
from tandem.goals.queries.plans import PlanPage
from tandem.people.models import Person

NAMED = 2
ROUNDS = 3  # of holding those whom the split would move out again; then everybody is held


@dataclass(frozen=True)
class Moved:
    """A figure that a fix sets or moves.

    `asked`: it is brought into the band; `chosen`: the fix sets it, as if typed, because the split alone would move it
    elsewhere. The others share what is left.
    """

    target: Target
    before: Decimal
    after: Decimal
    asked: bool
    chosen: bool


@dataclass(frozen=True)
class Fix:
    """What brings people into the band and leaves everybody else in it. `left`: why some of them cannot be."""

    moved: Sequence[Moved]
    left: Sequence[Refused] = ()

    @property
    def more(self) -> int:
        """How many of those left are not named."""
        return max(0, len(self.left) - NAMED)

    @property
    def figures(self) -> dict[int, Decimal]:
        """What `apply_fix` takes."""
        return {each.target.pk: each.after for each in self.moved if each.chosen}


def find_fix(page: PlanPage, wanted: Collection[int], *, actor: Person) -> Fix:
    """What would bring these targets into the band, without changing it; nothing for those who are in it.

    Nobody else leaves the band for it, so that applying one fix after the other comes to an end. Refused where there is
    no way, with what stands in it and the nearest figure.
    """
    plan, told = page.plan, page.chances.rows if page.chances else {}
    odds = {row.target.pk: told[row.target.pk] for row in page.officers if row.target.pk in told}
    odds = {pk: each for pk, each in odds.items() if each.band}
    outside = [pk for pk in wanted if pk in odds and odds[pk].band in AIM]
    if not outside:
        return Fix([])
    rows = _rows(plan, outside[:1], actor)  # of two teams led side by side, the others come next
    ours = [row for row in rows if row.pk in outside]
    bound = dict(
        zip(
            (row.pk for row in rows),
            bounds(plan, rows, {row.pk: Basis.of(row) for row in rows}),
            strict=True,
        )
    )
    able = [row.pk for row in ours if own_stretch(odds[row.pk], bound[row.pk])]
    left = [no_figure(plan, row, odds[row.pk]) for row in ours if row.pk not in able]
    if not able:
        raise left[0]
    way = way_in(plan, rows, able, odds, rows[0].amount)
    return Fix(_held(plan, rows, able, way), left)


def _held(plan: Plan, rows: Sequence[Target], asked: Collection[int], way: Way) -> list[Moved]:
    """The way as figures to type, as few as keep everybody within their stretch once the rest is shared."""
    held, free = set(asked), {row.pk for row in rows if row.person_id and not row.locked}
    for number in range(ROUNDS + 1):
        figures = {pk: way.figures[pk] for pk in held}
        trial = [copy(row) for row in rows]
        try:
            _fix(plan, trial, figures)
        except Refused:  # what others typed leaves no room for these alone
            if free <= held:
                raise
            held |= free
            continue
        astray = {row.pk for row in trial if row.person_id and not way.keeps(row)}
        if not astray:
            break
        held |= astray if number < ROUNDS - 1 else free
    before = {row.pk: row.amount for row in rows}
    moved = [
        Moved(row, before[row.pk], row.amount, row.pk in asked, row.pk in figures)
        for row in trial
        if row.amount != before[row.pk] or row.pk in figures
    ]
    return sorted(moved, key=lambda each: (not each.asked, each.target.person_id is None, not each.chosen))


def apply_fix(
    target: Target,
    *,
    actor: Person,
    figures: Mapping[int, Decimal],
    version: int | None = None,
    at: datetime | None = None,
) -> Target:
    """Give these targets these figures, as if typed; the others share the rest. See `_apply_fix`.

    `version`: of the plan when the fix was looked at; Conflict when a figure moved since.
    """
    with transaction.atomic():
        same_version(Plan.objects.select_for_update().get(pk=target.plan_id), version)
        return _apply_fix(target, actor=actor, figures=figures, at=at)


@action("goals.fix")
def _apply_fix(target: Target, *, actor: Person, at: datetime, figures: Mapping[int, Decimal]) -> Change:
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
    fixed = sum(str(pk) in moved and moved[str(pk)][0] != moved[str(pk)][1] for pk in figures)
    return Change(
        target, moved and {"moved": moved, "typed": set_now, "fixed": fixed, "currency": plan.currency}
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


def _rows(plan: Plan, figures: Collection[int], actor: Person) -> list[Target]:
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
