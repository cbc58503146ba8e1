"""Keeping what happened to a deal. Called inside the acts, in their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from tandem.authority import organization
from tandem.authority.actions import Change
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.core.money import round_to
from tandem.deals import rules
from tandem.deals.models import DatePush, Deal, Stage, StageChange
from tandem.people.models import Person

Facts = dict[str, list[Any]]
FIELDS: dict[str, models.Field[Any, Any]] = {
    field.name: field for field in Deal._meta.concrete_fields if field.name != "closes_on"
}


def came_into(deal: Deal, stage: Stage, *, actor: Person, at: datetime) -> Facts:
    """Put a saved deal into a stage, keep the passage, and return the facts. The caller saves the deal."""
    left, since = deal.stage_id, deal.stage_since
    StageChange.objects.create(
        deal=deal,
        from_stage_id=left,
        to_stage=stage,
        at=at,
        by=actor,
        seconds=max(int((at - since).total_seconds()), 0),
        amount=deal.amount,
        currency=deal.currency,
        expected_close_on=deal.expected_close_on,
    )
    facts: Facts = {"stage": [left, stage.pk], "stage_since": [since, at]}
    deal.stage, deal.stage_since = stage, at
    set_usual_until(deal)
    return facts


def set_usual_until(deal: Deal) -> None:
    """Work out until when the deal's time in its stage is usual."""
    usual = deal.stage.usual if deal.stage.is_open else None
    deal.usual_until_on = rules.usual_until(organization.day_of(deal.stage_since), usual)


def pushed(deal: Deal, was: date | None, now: date | None, *, actor: Person, at: datetime) -> None:
    """Keep that the expected close date moved."""
    DatePush.objects.create(deal=deal, at=at, by=actor, was_on=was, now_on=now)


def took(deal: Deal, values: dict[str, Any]) -> Facts:
    """Set values on the row, unsaved. Returns facts of what differs, ids for relations."""
    facts: Facts = {}
    for name, value in values.items():
        attribute = FIELDS[name].attname
        before = getattr(deal, attribute)
        setattr(deal, name, value)
        after = getattr(deal, attribute)
        if before != after:
            facts[name] = [before, after]
    return facts


def with_currency(deal: Deal, facts: dict[str, Any]) -> dict[str, Any]:
    """Facts that speak of an amount also name its currency."""
    return {**facts, "currency": deal.currency} if "amount" in facts and "currency" not in facts else facts


def written(deal: Deal, facts: dict[str, Any], *also: str) -> None:
    """Save the fields that facts name. What the database computes from them is read again when asked for."""
    names = {name for name in facts if name in FIELDS}
    deal.save_changes(*names, *also)
    deal.__dict__.pop("closes_on", None)


def taken_back(
    deal: Deal, entry: Entry, *, actor: Person, at: datetime, unless_changed: Sequence[str]
) -> Change:
    """Set every field of an entry's facts back, unless one of `unless_changed` differs from what it became."""
    facts = {name: pair for name, pair in entry.facts.items() if name in FIELDS and isinstance(pair, list)}
    for name in unless_changed:
        if name not in facts:
            continue
        field = FIELDS[name]
        if field.to_python(facts[name][1]) != getattr(deal, field.attname):
            raise Refused(
                "Somebody changed this deal since, so it cannot be undone.",
                remedy="Change the deal by hand.",
            )
    back: Facts = {}
    stage = facts.pop("stage", None)
    since = facts.pop("stage_since", None)
    if stage is not None:
        back |= came_into(deal, Stage.objects.get(pk=stage[0]), actor=actor, at=at)
    if since is not None:  # it never left, so its time there goes on
        deal.stage_since = FIELDS["stage_since"].to_python(since[0])
        back["stage_since"][1] = deal.stage_since
        set_usual_until(deal)
    for name, (before, _) in facts.items():
        field = FIELDS[name]
        was = getattr(deal, field.attname)
        setattr(deal, field.attname, field.to_python(before))
        back[name] = [was, getattr(deal, field.attname)]
    if "expected_close_on" in back:
        pushed(deal, *back["expected_close_on"], actor=actor, at=at)
    written(deal, back, "usual_until_on")
    return Change(deal, with_currency(deal, back))


def kept_amount(amount: Decimal | None, currency: str) -> Decimal | None:
    """An amount as a deal keeps it, in whole smallest units: what is shown, summed and booked is one figure."""
    return None if amount is None else round_to(amount, currency)


def amount_of(lines: Sequence[Any], currency: str) -> Decimal:
    """The sum of lines, each rounded as it is printed."""
    return sum((round_to(line.amount, currency) for line in lines), Decimal(0))
