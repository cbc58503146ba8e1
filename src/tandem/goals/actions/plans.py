"""Opening a plan and shaping its draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.authority.reach import may, paths_within
from tandem.core import clock
from tandem.core.errors import NotAllowed, Refused
from tandem.core.periods import Period
from tandem.goals import rules
from tandem.goals.actions.splitting import share_rest, split, words_for
from tandem.goals.actions.working import work_out_after
from tandem.goals.models import Plan, Target
from tandem.goals.queries.inputs import officers_of, rounded, teams_of
from tandem.people.models import Person, Team

ZERO = Decimal(0)
SHAPED = ("top", "weights", "over_officers", "over_teams", "most_change", "counts_days", "answer_by")
SHAPE = {*SHAPED} - {"weights"}  # a change of these looks at nothing anew


@action("goals.open_plan")
def open_plan(
    *,
    actor: Person,
    at: datetime,
    team: Team,
    metric: str,
    period: Period,
    top: Decimal,
    weights: dict[str, int] | None = None,
    over_officers: Decimal = ZERO,
    over_teams: Decimal = ZERO,
    most_change: Decimal | None = None,
    counts_days: bool = True,
    answer_by: date | None = None,
) -> Change:
    """Open a draft plan for a team and all below it, split as `weights` say; its chances are worked out at once."""
    _check_leads(actor, team)
    rules.check_top(top)
    day = clock.day_of(at, organization.current().time_zone)
    rules.check_period_open(period.end, day)
    plan = Plan(
        team=team,
        metric=metric,
        kind=period.kind,
        start_on=period.start,
        end_on=period.end,
        currency=organization.current().currency if metric == "bookings" else "",
        weights=weights or rules.DEFAULT_WEIGHTS,
        over_officers=over_officers,
        over_teams=over_teams,
        most_change=most_change,
        counts_days=counts_days,
        answer_by=answer_by,
        created_by=actor,
        created_at=at,
    )
    rules.check_weights(plan.weights)
    rules.check_over(over_officers, over_teams)
    rules.check_change(most_change)
    plan.top = rounded(plan, top)
    taken = Plan.objects.of_period(period).filter(team=team, metric=metric).first()
    if taken is not None:
        raise Refused(
            f"{team.name} has a plan for {period.label} already.",
            remedy="Open that one.",
            fields={"period": "This period is planned already."},
        )
    plan.save()
    _add_rows(plan)
    split_and_save(plan, at)
    work_out_after(plan, actor=actor, at=at)
    return Change(
        plan,
        {
            "top": [None, plan.top],
            "period": period.key,
            "metric": metric,
            "team": team.pk,
            "currency": plan.currency,
        },
    )


@action("goals.break_down")
def resplit(plan: Plan, *, actor: Person, at: datetime, keep_typed: bool = False, **values: Any) -> Change:
    """Change the top target, the split, its limits or the over-assignment, and run the split again.

    Locks, floors, ceilings and caps stay; typed figures only with `keep_typed`. Newcomers get a row, leavers lose
    theirs.
    """
    rules.check_draft(plan.state)
    facts: dict[str, Any] = {}
    for name in SHAPED:
        if name in values and values[name] != getattr(plan, name):
            facts[name] = [getattr(plan, name), values[name]]
            setattr(plan, name, values[name])
    rules.check_top(plan.top)
    rules.check_weights(plan.weights)
    rules.check_over(plan.over_officers, plan.over_teams)
    rules.check_change(plan.most_change)
    plan.top = rounded(plan, plan.top)
    if facts:
        plan.save_changes(*facts)
    if not keep_typed:
        plan.targets.filter(typed=True).update(typed=False)
    _add_rows(plan)
    moved = split_and_save(plan, at, again=not (keep_typed and facts and set(facts) <= SHAPE))
    facts = facts or ({"rerun": moved} if moved else {})
    return Change(plan, facts and {**facts, "currency": plan.currency})


def set_target(target: Target, *, actor: Person, **values: Any) -> Target:
    """Type a figure, lock it, bound it or let it go; the others share the rest. See `_set_target`.

    One edit of a plan at a time: the plan is held first, then its rows.
    """
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=target.plan_id)
        return _set_target(target, actor=actor, **values)


@action("goals.break_down")
def _set_target(
    target: Target,
    *,
    actor: Person,
    at: datetime,
    amount: Decimal | None = None,
    locked: bool | None = None,
    release: bool = False,
    floor: Decimal | None = None,
    ceiling: Decimal | None = None,
    cap: Decimal | None = None,
    bounds: bool = False,
) -> Change:
    """Type a figure, lock it, bound it (`bounds=True` sets floor, ceiling and cap), or `release` it to the split again.

    Whoever leads only a part of the plan shares only that part's figure: nothing outside of it moves.
    """
    rules.check_draft(target.state)
    plan = target.plan
    rows = part_of(plan, target, actor)
    row = next(each for each in rows if each.pk == target.pk)
    before = {name: getattr(row, name) for name in ("amount", "typed", "locked", "floor", "ceiling", "cap")}
    if release:
        row.typed = row.locked = False
    if amount is not None and rounded(plan, amount) != row.amount:
        row.amount, row.typed = rounded(plan, amount), True
    if locked is not None:
        row.locked = locked
    if bounds:
        rules.check_cap(cap, row.team_id is not None)
        row.floor, row.ceiling, row.cap = (
            None if each is None else rounded(plan, each) for each in (floor, ceiling, cap)
        )
    if row.locked or row.typed:
        rules.check_bounds(row.amount, row.floor, row.ceiling, lambda each: words_for(plan, each))
    else:
        rules.check_bounds_order(row.floor, row.ceiling, lambda each: words_for(plan, each))
    changed = share_rest(plan, rows)
    row.save_changes("typed", "locked", "floor", "ceiling", "cap")
    write(changed, "amount", but=row.pk)
    row.save(update_fields=["amount"])
    saved(plan, at)
    facts: dict[str, Any] = {
        name: [old, getattr(row, name)] for name, old in before.items() if old != getattr(row, name)
    }
    return Change(row, facts and {**facts, "currency": plan.currency})


def part_of(plan: Plan, target: Target, actor: Person) -> list[Target]:
    """The rows that share a figure when the actor edits this one: the plan, or the part below a team they lead."""
    rows = rows_of(plan, named=True)
    if not may(actor, "goals.break_down", plan):
        home = target.home.path
        tops = [path for path in paths_within(actor, "goals.break_down") if home.startswith(path)]
        top = min(tops, key=len)
        rows = [row for row in rows if row.home.path.startswith(top)]
    if rows[0].pk == target.pk:
        raise Refused(
            "The top target is set above the table."
            if target.parent_id is None
            else f"{target.name}’s figure is given from above.",
            remedy="Change it there." if target.parent_id is None else "Share it among the rows below.",
        )
    return rows


@action("goals.drop_plan")
def drop_plan(plan: Plan, *, actor: Person, at: datetime) -> Change:
    """Throw a draft away. A published plan stays."""
    rules.check_draft(plan.state)
    pk, words = plan.pk, str(plan)
    plan.delete()
    plan.pk = pk
    return Change(plan, {"dropped": words})


def rows_of(plan: Plan, *, named: bool = False) -> list[Target]:
    """Every row of the plan, parents before their parts: teams in the order of the tree, then officers by name.

    `named`: of persons and teams only what they are called, for an edit of many rows.
    """
    found = plan.targets.all()
    rows = found.named() if named else list(found.select_related("team", "person", "home__manager"))
    rows.sort(key=lambda row: (row.home.path, row.person_id is not None, row.name, row.pk))
    by_id = {row.pk: row for row in rows}
    for row in rows:
        row.plan = plan
        row.parent = by_id.get(row.parent_id or 0)
    return rows


def split_and_save(plan: Plan, at: datetime, *, again: bool = True) -> int:
    """Run the split and write the rows that changed; `again`: look at history and pipeline anew. Returns how many."""
    day = clock.day_of(at, organization.current().time_zone)
    changed = split(plan, rows_of(plan, named=not again), day, again=again)
    write(changed, "suggested", "amount", "reasons")
    saved(plan, at)
    return len(changed)


def write(rows: Sequence[Target], *fields: str, but: int = 0) -> None:
    """Save these fields of rows that changed, and count their versions up; not the row `but`, which is saved alone.

    One statement run for each row at once: a bulk update would spell out a case for each, which takes ten times as long
    for the five hundred rows of a large plan.
    """
    rows = [row for row in rows if row.pk != but]
    for row in rows:
        row.version += 1
    if not rows:
        return
    columns: list[Any] = [Target._meta.get_field(name) for name in (*fields, "version")]
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(column.column)} = %s" for column in columns)
    values = [
        [*(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        # Names of our own columns; what is written goes as parameters.
        cursor.executemany(f"UPDATE {quoted(Target._meta.db_table)} SET {sets} WHERE id = %s", values)  # noqa: S608


def saved(plan: Plan, at: datetime) -> None:
    """Note when the draft was last saved, and count its version up: a figure of it may have moved."""
    plan.saved_at = at
    plan.version += 1
    Plan.objects.filter(pk=plan.pk).update(saved_at=at, version=F("version") + 1)


def _add_rows(plan: Plan) -> None:
    """A row for every team and officer that is there now; rows of those who left go."""
    teams = teams_of(plan)
    rows = {row.team_id: row for row in plan.targets.filter(team__isnull=False)}
    for team in teams:
        if team.pk not in rows:
            parent = rows.get(team.parent_id) if team.pk != plan.team_id else None
            rows[team.pk] = Target.objects.create(
                plan=plan,
                parent=parent,
                team=team,
                home=team,
                amount=plan.top if parent is None else ZERO,
                suggested=ZERO,
            )
    present = set(plan.targets.filter(person__isnull=False).values_list("person_id", "home_id"))
    wanted = set(officers_of(plan).filter(team__isnull=False).values_list("pk", "team_id"))
    for person_id, home_id in present - wanted:
        plan.targets.filter(person=person_id, home=home_id).delete()
    Target.objects.bulk_create(
        Target(plan=plan, parent=rows[home], person_id=person, home_id=home, amount=ZERO, suggested=ZERO)
        for person, home in sorted(wanted - present)
        if home in rows
    )


def _check_leads(actor: Person, team: Team) -> None:
    if actor.role != "manager":
        return
    if not any(team.path.startswith(path) for path in actor.led):
        raise NotAllowed("You plan for the teams you lead.", remedy="Choose one of them.")
