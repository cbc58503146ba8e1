"""Opening a plan and shaping its draft."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.core import clock
from tandem.core.errors import NotAllowed, Refused
from tandem.core.periods import Period
from tandem.goals import rules
from tandem.goals.actions.splitting import split, words_for
from tandem.goals.models import Plan, Target
from tandem.goals.queries.inputs import officers_of, rounded, teams_of
from tandem.people.models import Person, Team

ZERO = Decimal(0)
FIELDS = ["suggested", "amount", "reasons", "typed", "locked", "floor", "ceiling", "version"]


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
    answer_by: date | None = None,
) -> Change:
    """Open a draft plan for a team and all below it, split as `weights` say."""
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
        answer_by=answer_by,
        created_by=actor,
        created_at=at,
    )
    rules.check_weights(plan.weights)
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
    split_and_save(plan, day)
    return Change(plan, {"top": [None, plan.top], "period": period.key, "metric": metric, "team": team.pk})


@action("goals.break_down")
def resplit(plan: Plan, *, actor: Person, at: datetime, keep_typed: bool = False, **values: Any) -> Change:
    """Change the top target, the split or the over-assignment, and run the split again.

    Locks, floors and ceilings stay; typed figures only with `keep_typed`. Newcomers get a row, leavers lose theirs.
    """
    rules.check_draft(plan.state)
    facts: dict[str, Any] = {}
    for name in ("top", "weights", "over_officers", "over_teams", "answer_by"):
        if name in values and values[name] != getattr(plan, name):
            facts[name] = [getattr(plan, name), values[name]]
            setattr(plan, name, values[name])
    rules.check_top(plan.top)
    rules.check_weights(plan.weights)
    plan.top = rounded(plan, plan.top)
    if facts:
        plan.save_changes(*facts)
    if not keep_typed:
        plan.targets.filter(typed=True).update(typed=False)
    _add_rows(plan)
    moved = split_and_save(plan, clock.day_of(at, organization.current().time_zone))
    return Change(plan, facts or ({"rerun": moved} if moved else {}))


@action("goals.break_down")
def set_target(
    target: Target,
    *,
    actor: Person,
    at: datetime,
    amount: Decimal | None = None,
    locked: bool | None = None,
    floor: Decimal | None = None,
    ceiling: Decimal | None = None,
    bounds: bool = False,
) -> Change:
    """Type a figure, lock it, or bound it (`bounds=True` sets floor and ceiling). The others share the rest."""
    rules.check_draft(target.state)
    plan = target.plan
    if target.parent_id is None:
        raise Refused("The top target is set above the table.", remedy="Change it there.")
    before = {name: getattr(target, name) for name in ("amount", "locked", "floor", "ceiling")}
    if amount is not None and rounded(plan, amount) != target.amount:
        target.amount, target.typed = rounded(plan, amount), True
    if locked is not None:
        target.locked = locked
    if bounds:
        target.floor, target.ceiling = floor, ceiling
    rules.check_bounds(target.amount, target.floor, target.ceiling, lambda each: words_for(plan, each))
    target.save_changes("amount", "typed", "locked", "floor", "ceiling")
    split_and_save(plan, clock.day_of(at, organization.current().time_zone))
    facts = {
        name: [old, getattr(target, name)] for name, old in before.items() if old != getattr(target, name)
    }
    return Change(target, facts)


@action("goals.drop_plan")
def drop_plan(plan: Plan, *, actor: Person, at: datetime) -> Change:
    """Throw a draft away. A published plan stays."""
    rules.check_draft(plan.state)
    pk, words = plan.pk, str(plan)
    plan.delete()
    plan.pk = pk
    return Change(plan, {"dropped": words})


def rows_of(plan: Plan) -> list[Target]:
    """Every row of the plan, parents before their parts: teams in the order of the tree, then officers by name."""
    rows = list(plan.targets.select_related("team", "person", "home"))
    rows.sort(key=lambda row: (row.home.path, row.person_id is not None, row.name, row.pk))
    by_id = {row.pk: row for row in rows}
    for row in rows:
        row.plan = plan
        row.parent = by_id[row.parent_id] if row.parent_id else None
    return rows


def split_and_save(plan: Plan, today: date) -> int:
    """Run the split and write the rows that changed. Returns how many."""
    changed = split(plan, rows_of(plan), today)
    for row in changed:
        row.version += 1
    Target.objects.bulk_update(changed, ["suggested", "amount", "reasons", "version"], batch_size=500)
    return len(changed)


def _add_rows(plan: Plan) -> None:
    """A row for every team and officer that is there now; rows of those who left go."""
    teams, officers = teams_of(plan), officers_of(plan)
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
    wanted = {(person.pk, person.team_id) for person in officers if person.team_id}
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
