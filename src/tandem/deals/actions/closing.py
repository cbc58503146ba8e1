"""Winning, losing and reopening deals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.authority import limits, organization
from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.core.money import format_money
from tandem.core.rates import convert
from tandem.deals import rules
from tandem.deals.actions.deals import first_stage
from tandem.deals.actions.history import came_into, kept_amount, taken_back, took, with_currency, written
from tandem.deals.models import Deal, LostReason, Stage, StageChange
from tandem.deals.queries.criteria import lacking
from tandem.people.models import Person
from tandem.people.queries import team_on


@action("deals.win")
def win_deal(
    deal: Deal,
    *,
    actor: Person,
    at: datetime,
    closed_on: date | None = None,
    amount: Decimal | None = None,
    confirmed: Collection[str] = (),
) -> Change:
    """Win an open deal on a day (default: today), for its amount unless another one was signed.

    It is booked in the organization's currency by the rate of that day, and credited to its owner and to the team
    that the owner was on that day.
    """
    rules.check_open(deal.state, "win")
    closed_on = closed_on or organization.day_of(at)
    rules.check_closing_day(closed_on, organization.day_of(at), organization.day_of(deal.created_at))
    facts: dict[str, Any] = {}
    amount = kept_amount(amount, deal.currency)
    if amount is not None and amount != deal.amount:
        rules.check_amount_from_lines(deal.lines.exists())
        rules.check_amount(amount)
        facts = took(deal, {"amount": amount})
    booked = booked_amount(deal, closed_on)
    rules.check_win(deal.amount, booked, deal.currency, closed_on)
    end = end_stage(deal, "won")
    missing = lacking(deal, end, confirmed)
    rules.check_exit(deal.stage.name, missing)
    check_size(actor, booked or Decimal(0))  # last: nobody is asked to decide what could not be done
    facts |= came_into(deal, end, actor=actor, at=at)
    facts |= close(deal, "won", closed_on, at=at)
    written(deal, facts, "usual_until_on")
    if missing:
        facts["lacking"] = [one.key for one in missing]
    return Change(deal, with_currency(deal, facts))


@action("deals.lose")
def lose_deal(
    deal: Deal,
    *,
    actor: Person,
    at: datetime,
    reason: LostReason | None,
    note: str = "",
    closed_on: date | None = None,
) -> Change:
    """Lose an open deal, for a reason of the organization's list, on a day (default: today)."""
    rules.check_open(deal.state, "lose")
    rules.check_lost_reason(reason is not None)
    closed_on = closed_on or organization.day_of(at)
    rules.check_closing_day(closed_on, organization.day_of(at), organization.day_of(deal.created_at))
    facts = came_into(deal, end_stage(deal, "lost"), actor=actor, at=at)
    facts |= took(deal, {"lost_reason": reason, "lost_note": note.strip()})
    facts |= close(deal, "lost", closed_on, at=at)
    written(deal, facts, "usual_until_on")
    return Change(deal, facts)


@action("deals.reopen")
def reopen_deal(
    deal: Deal, *, actor: Person, at: datetime, reason: str, stage: Stage | None = None
) -> Change:
    """Open a closed deal again, in a stage (default: the one it was closed from), and say why."""
    rules.check_reopen(deal.state, reason)
    stage = stage or _closed_from(deal)
    rules.check_stage(stage.kind, same_pipeline=stage.pipeline_id == deal.pipeline_id, active=stage.active)
    facts = came_into(deal, stage, actor=actor, at=at)
    facts |= took(
        deal,
        {
            "state": "open",
            "closed_on": None,
            "closed_at": None,
            "booked_amount": None,
            "credited_to": None,
            "team": deal.owner.team,
            "forecast_category": "pipeline",
            "lost_reason": None,
            "lost_note": "",
        },
    )
    written(deal, facts, "usual_until_on")
    return Change(deal, {**facts, "reason": reason.strip()})


@undoes("deals.win")
@undoes("deals.lose")
@undoes("deals.reopen")
def unclose_deal(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Take a win, a loss or a reopening back."""
    return taken_back(deal, entry, actor=actor, at=at, unless_changed=["state", "stage", "amount"])


def close(deal: Deal, state: str, closed_on: date, *, at: datetime) -> dict[str, list[Any]]:
    """Set what a closed deal has: day, booked amount, and who is credited from now on whatever happens."""
    return took(
        deal,
        {
            "state": state,
            "closed_on": closed_on,
            "closed_at": at,
            "booked_amount": booked_amount(deal, closed_on),
            "credited_to": deal.owner,
            "team": team_on(deal.owner, closed_on),
            "forecast_category": "closed" if state == "won" else "omitted",
        },
    )


def booked_amount(deal: Deal, day: date) -> Decimal | None:
    """The amount in the organization's currency by the day's rate; None without an amount or a rate."""
    if deal.amount is None:
        return None
    return convert(deal.amount, deal.currency, day, into=organization.current().currency)


def check_size(actor: Person, booked: Decimal) -> None:
    """Beyond a role's limit, the next person up whose limit suffices decides."""
    said = format_money(booked, organization.current().currency)
    limits.check(actor, "deals.win", booked, f"A deal of {said} is beyond what you win alone.")


def end_stage(deal: Deal, kind: str) -> Stage:
    """The won or the lost stage of the deal's pipeline."""
    stage = Stage.objects.used().filter(pipeline=deal.pipeline_id, kind=kind).first()
    if stage is None:
        raise Refused(
            f"This pipeline has no stage for {kind} deals.", remedy="Ask an administrator to add it."
        )
    return stage


def _closed_from(deal: Deal) -> Stage:
    last = StageChange.objects.filter(deal=deal, to_stage=deal.stage_id).order_by("-at", "-pk").first()
    came_from = last.from_stage if last else None
    return came_from if came_from and came_from.active and came_from.is_open else first_stage(deal.pipeline)
