"""Limits across the teams of a draft: what officers of several teams carry together, at least or at most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import Http404

from tandem.authority.actions import Change, action, same_version, undoes
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.core.errors import Refused
from tandem.goals import rules
from tandem.goals.actions.plans import part_of, saved, write
from tandem.goals.actions.splitting import share_rest, words_for
from tandem.goals.models import Plan, PlanLimit, Target
from tandem.goals.queries.inputs import rounded
from tandem.people.models import Person

VERB = "goals.limit"
CHANGED_SINCE = "This limit was changed since, so it cannot be undone."


@dataclass(frozen=True)
class Said:
    """What a limit says; without a name there is none."""

    name: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    members: tuple[int, ...] = ()

    @classmethod
    def of(cls, limit: PlanLimit | None) -> Said:
        """What is kept."""
        if limit is None:
            return cls()
        members = tuple(sorted(limit.targets.values_list("pk", flat=True)))
        return cls(limit.name, limit.least, limit.most, members)

    @classmethod
    def told(cls, entry: Entry, which: int) -> Said:
        """Before (0) or after (1) an entry of the logbook."""
        least, most = (entry.facts[name][which] for name in ("least", "most"))
        return cls(
            entry.facts["name"][which],
            None if least is None else Decimal(str(least)),
            None if most is None else Decimal(str(most)),
            tuple(entry.facts["members"][which]),
        )


def set_limit(
    plan: Plan,
    *,
    actor: Person,
    name: str,
    members: Collection[int],
    least: Decimal | None = None,
    most: Decimal | None = None,
    limit: PlanLimit | None = None,
    anew: bool = False,
    version: int | None = None,
    at: datetime | None = None,
) -> PlanLimit:
    """Let these officers together carry at least or at most so much, and share the plan anew. See `_set_limit`.

    - `members`: their rows of the plan. `limit`: the one to change, which may be called otherwise then; without it the
      one of that name, but not with `anew`, else a new one. `version`: of that limit when it was looked at.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        own = PlanLimit.objects.filter(plan=plan, name__iexact=name.strip()).first()
        said = Said(
            name.strip(),
            None if least is None else rounded(plan, least),
            None if most is None else rounded(plan, most),
            tuple(sorted(set(members))),
        )
        limit = _now(limit)
        if (
            own is not None
            and own != limit
            and (limit or (anew and Said.of(own) != said) or not _seen(own, actor))
        ):
            raise Refused(
                f"This plan has a limit “{own.name}” already.", fields={"name": "Another limit is called so."}
            )
        limit = limit or own
        if limit is not None:
            same_version(limit, version)
        _check_seen(plan, said.members, actor)
        rules.check_limit(said.name or "", said.least, said.most, len(said.members), _words(plan))
        return _set_limit(
            _about(plan, {*said.members, *Said.of(limit).members}, actor),
            actor=actor,
            at=at,
            limit=limit,
            said=said,
        )


def remove_limit(
    limit: PlanLimit, *, actor: Person, version: int | None = None, at: datetime | None = None
) -> Plan:
    """Take a limit away, and share the plan anew. See `_set_limit`."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=limit.plan_id)
        limit = _now(limit) or limit
        same_version(limit, version)
        about = _about(plan, Said.of(limit).members, actor)
        _set_limit(about, actor=actor, at=at, limit=limit, said=Said())
    return plan


@action(VERB)
def _set_limit(target: Target, *, actor: Person, at: datetime, limit: PlanLimit | None, said: Said) -> Change:
    """Set, change or remove a limit of a draft; the others share the rest. Can be undone.

    `target` is the row of the team that all its officers are below: whoever may shape that part of the plan may set it.
    """
    return _change(target, limit, said, actor=actor, at=at)


@undoes(VERB)
def unset_limit(target: Target, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """The limit says again what it said before, unless somebody changed it since; the plan is shared anew."""
    Plan.objects.select_for_update().get(pk=target.plan_id)
    limit = PlanLimit.objects.filter(plan=target.plan_id, pk=entry.facts["limit"]).first()
    before, after = Said.told(entry, 0), Said.told(entry, 1)
    present = _present(target.plan, after.members)
    now = Said.of(limit)
    if (now.name, now.least, now.most) != (after.name, after.least, after.most) or set(
        now.members
    ) != present:
        raise Refused(CHANGED_SINCE, remedy="Set the limit you want.")
    members = tuple(sorted(_present(target.plan, before.members)))
    others = PlanLimit.objects.filter(plan=target.plan_id, name__iexact=before.name or "")
    if others.exclude(pk=entry.facts["limit"]).exists():
        raise Refused(f"This plan has another limit “{before.name}” now.", remedy="Rename that one first.")
    said = Said(before.name, before.least, before.most, members)
    return _change(target, limit, said, actor=actor, at=at, pk=entry.facts["limit"])


def _change(
    target: Target, limit: PlanLimit | None, said: Said, *, actor: Person, at: datetime, pk: int | None = None
) -> Change:
    """`pk`: the number that a limit which comes back had."""
    rules.check_draft(target.state)
    plan, before = target.plan, Said.of(limit)
    if before == said:
        return Change(target, result=limit)
    rows = _rows(plan, {*said.members, *before.members}, actor)
    if limit is None:
        limit = PlanLimit(pk=pk, plan=plan, version=0)
    pk = limit.pk
    if said.name is None:
        limit.delete()
    else:
        limit.name, limit.least, limit.most = said.name, said.least, said.most
        limit.version += 1
        limit.save()
        limit.targets.set(said.members)
        pk = limit.pk
    moved = share_rest(plan, rows) if rows else []
    write(moved, "amount")
    saved(plan, at)
    facts: dict[str, Any] = {
        name: [getattr(before, name), getattr(said, name)] for name in ("name", "least", "most")
    }
    members = [list(before.members), list(said.members)]
    told = {**facts, "limit": pk, "members": members, "moved": len(moved), "currency": plan.currency}
    return Change(target, told, result=limit)


def _rows(plan: Plan, members: Collection[int], actor: Person) -> Sequence[Target]:
    """The rows that share a figure with these officers: the plan, or the part the actor leads; none for nobody."""
    officers = plan.targets.select_related("home").filter(pk__in=members, person__isnull=False)
    first = officers.order_by("pk").first()
    if first is None:
        return []
    return part_of(plan, first, actor)


def _about(plan: Plan, members: Collection[int], actor: Person) -> Target:
    """The row of the lowest team that all these officers are below: the plan's own where there are none.

    Refused where each of them is the actor's to shape, and the part they have in common is not.
    """
    officers = list(plan.targets.select_related("home", "plan").filter(pk__in=members))
    teams = plan.targets.filter(team__isnull=False).select_related("home", "plan__team")
    above = [row for row in teams if all(each.home.path.startswith(row.home.path) for each in officers)]
    about = (max if officers else min)(above, key=lambda row: len(row.home.path))
    if not may(actor, VERB, about) and officers and all(may(actor, VERB, each) for each in officers):
        raise Refused(
            "You lead these teams, but not the part of the plan that holds all of them.",
            remedy="Choose officers below one team that you lead.",
            fields={"members": "Choose officers below one team that you lead."},
        )
    return about


def _check_seen(plan: Plan, members: Collection[int], actor: Person) -> None:
    """What is no officer's row of this plan, or not the actor's to see, is told in the same words."""
    seen = Target.objects.visible_to(actor).filter(plan=plan, person__isnull=False, pk__in=members)
    if seen.count() < len(members):
        raise Refused(
            "Not all of these officers are yours to plan for.",
            remedy="Choose rows of officers in your part of this plan.",
            fields={"members": "Choose officers of your own part."},
        )


def _now(limit: PlanLimit | None) -> PlanLimit | None:
    """The limit as it is while the plan is held. Http404 when it is gone."""
    if limit is None:
        return None
    found = PlanLimit.objects.filter(pk=limit.pk).first()
    if found is None:
        raise Http404("There is no such limit any more.")
    return found


def _seen(limit: PlanLimit, actor: Person) -> bool:
    """All whom the limit is about are the actor's to see."""
    members = Said.of(limit).members
    return Target.objects.visible_to(actor).filter(pk__in=members).count() == len(members)


def _present(plan: Plan, members: Collection[int]) -> set[int]:
    """Those who are still in the plan."""
    return set(plan.targets.filter(pk__in=members).values_list("pk", flat=True))


def _words(plan: Plan) -> rules.Words:
    return lambda amount: words_for(plan, amount)
