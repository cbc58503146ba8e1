"""Publishing targets, and revising one in mid-period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tandem.authority import limits, organization
from tandem.authority.actions import Change, action
from tandem.authority.reach import reaches_person
from tandem.collaboration.actions import ask, defer, withdraw
from tandem.collaboration.models import Agreement
from tandem.core import clock
from tandem.core.errors import BeyondLimit, Refused
from tandem.goals import rules
from tandem.goals.actions.plans import rows_of
from tandem.goals.actions.splitting import words_for
from tandem.goals.models import Plan, Target, TargetVersion
from tandem.goals.queries.chances import stated_chance, stated_chances
from tandem.goals.queries.inputs import rounded
from tandem.people.models import Person


@action("goals.publish")
def publish(plan: Plan, *, actor: Person, at: datetime) -> Change:
    """Give every team's manager and every officer their target, to accept or to counter by `answer_by`."""
    rules.check_draft(plan.state)
    rows = rows_of(plan)
    if not any(row.person_id for row in rows):
        raise Refused("Nobody below this team carries a target.", remedy="Put officers on its teams first.")
    plan.state, plan.published_at = "published", at
    plan.save_changes("state", "published_at")
    Target.objects.filter(plan=plan).update(state="proposed")
    for row in rows:
        row.state = "proposed"
    stated = stated_chances(plan, rows)
    TargetVersion.objects.bulk_create(
        TargetVersion(
            target=row, amount=row.amount, kind="published", by=actor, at=at, chance=stated.get(row.pk)
        )
        for row in rows
    )
    asked = sum(1 for row in rows if _ask(row, actor=actor, at=at))
    return Change(
        plan, {"state": ["draft", "published"], "top": plan.top, "asked": asked, "currency": plan.currency}
    )


@action("goals.revise")
def revise_target(target: Target, *, actor: Person, at: datetime, amount: Decimal, reason: str) -> Change:
    """Change a published figure, with a reason. Beyond the actor's limit the next person up decides."""
    rules.check_reason(reason)
    day = clock.day_of(at, organization.current().time_zone)
    plan = target.plan
    rules.check_period_open(plan.end_on, day)
    if target.state == "draft":
        raise Refused("This target is a draft.", remedy="Type the figure in the workbench.")
    amount = rounded(plan, amount)
    if amount == target.amount:
        return Change(target)
    percent = rules.revision_percent(target.amount, amount)
    change = f"Revising {target.name} from {words_for(plan, target.amount)} to {words_for(plan, amount)}"
    limits.check(actor, "goals.revise", percent, f"{change} changes the target by {percent:.0f}%.")
    before = target.amount
    record_version(target, amount, "revised", reason, by=actor, at=at)
    target.state = "proposed"
    target.save_changes("amount", "state")
    _ask(target, actor=actor, at=at, reason=reason, before=before)
    return Change(target, {"amount": [before, amount], "reason": reason, "currency": plan.currency})


def record_version(
    target: Target, amount: Decimal, kind: str, reason: str, *, by: Person, at: datetime
) -> None:
    """Give the target another figure and keep the one it had."""
    TargetVersion.objects.create(
        target=target,
        amount=amount,
        before=target.amount,
        kind=kind,
        reason=reason,
        by=by,
        at=at,
        chance=stated_chance(target, amount),
    )
    target.amount = amount


def _ask(
    target: Target, *, actor: Person, at: datetime, reason: str = "", before: Decimal | None = None
) -> bool:
    """Ask whoever carries the target for their answer. Nobody is asked for their own."""
    holder = target.holder
    plan = target.plan
    for unanswered in Agreement.objects.about(target).open():
        withdraw(unanswered, actor=actor, at=at, reason=reason)
    if holder is None or holder.pk == actor.pk:
        target.state = "accepted"
        Target.objects.filter(pk=target.pk).update(state="accepted")
        return False
    due = plan.answer_by if plan.answer_by and plan.answer_by >= organization.day_of(at) else None
    ask(
        actor=actor,
        at=at,
        kind=rules.KIND,
        about=target,
        owner=_asker(target, holder, actor),
        answerer=holder,
        due_on=due,
        figure=target.amount,
        currency=plan.currency,
        reason=reason,
        facts={
            "period": plan.period(organization.calendar()).label,
            "metric": plan.metric,
            "whose": target.name,
            "team": target.team_id is not None,
            "before": before,
        },
    )
    return True


def _asker(target: Target, holder: Person, actor: Person) -> Person:
    """Who talks about the target with its holder: the nearest manager above within the plan, else the publisher."""
    above: Target | None = target if target.person_id else target.parent
    while above is not None:
        boss = above.home.manager
        if boss is not None and boss.is_active and boss.pk != holder.pk:
            return boss if reaches_person(actor, "collaboration.ask", boss) else actor
        above = above.parent
    return actor


def defer_revision(
    target: Target, error: BeyondLimit, *, actor: Person, amount: Decimal, reason: str
) -> Agreement:
    """Ask the person whom `error` names to decide a revision beyond the actor's limit."""
    kwargs = {"amount": amount, "reason": reason}
    return defer(
        error,
        "goals.revise",
        target,
        kwargs,
        reason,
        actor=actor,
        figure_of="amount",
        currency=target.plan.currency,
    )


def place(shares: Iterable[Any], *, actor: Person, reason: str) -> None:
    """Revise several targets for one reason, all or none. `shares`: (target, amount) by attribute."""
    with transaction.atomic():
        for share in shares:
            revise_target(share.target, actor=actor, amount=share.amount, reason=reason)
