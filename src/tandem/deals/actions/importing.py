"""Taking over a deal from elsewhere, with its past, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.customers.actions import involve
from tandem.customers.models import Account
from tandem.deals import rules
from tandem.deals.actions.closing import booked_amount, close, end_stage
from tandem.deals.actions.deals import first_facts, first_stage, new_deal
from tandem.deals.actions.history import amount_of, local_day
from tandem.deals.actions.lines import NewLine, built
from tandem.deals.actions.pipelines import pipeline_for
from tandem.deals.models import Deal, DealLine, LostReason, Pipeline, Stage, StageChange
from tandem.people.models import Person

UNKNOWN = "Not recorded"


@action("deals.import")
def import_deal(
    *,
    actor: Person,
    at: datetime,
    name: str,
    owner: Person | None = None,
    account: Account | None = None,
    pipeline: Pipeline | None = None,
    stage: Stage | None = None,
    state: str = "open",
    currency: str = "",
    amount: Decimal | None = None,
    lines: Sequence[NewLine] = (),
    created_at: datetime | None = None,
    closed_on: date | None = None,
    lost_reason: LostReason | None = None,
    lost_note: str = "",
    external_id: str = "",
    **values: Any,
) -> Change:
    """Add a deal as it was elsewhere, open or closed, with its stage history and one logbook entry.

    `stage` is the open stage it is in, or was closed from (default: the first one). `state` and `closed_on` close
    it; a loss without a reason gets "Not recorded". A single line without a price takes the amount; an unknown
    amount is the sum of the lines. `values`: expected_close_on, forecast_category, kind, source, next_step,
    next_step_on, extra. The day's rate must be known for a won deal in another currency.
    """
    rules.check_state(state, closed_on)
    created_at = created_at or (noon(closed_on) if closed_on else at)
    pipeline = pipeline or (stage.pipeline if stage else pipeline_for(actor, at))
    stage = stage or first_stage(pipeline)
    rules.check_stage(stage.kind, same_pipeline=stage.pipeline_id == pipeline.pk, active=stage.active)
    deal = new_deal(
        name=name,
        owner=owner or actor,
        account=account,
        stage=stage,
        currency=currency or organization.current().currency,
        amount=amount,
        created_at=created_at,
        external_id=external_id,
        **values,
    )
    rows = built(deal, _priced(lines, amount))
    if rows:
        deal.amount = amount_of(rows, deal.currency)
    changes = [_passage(deal, None, stage, created_at, actor)]
    if state != "open" and closed_on is not None:
        changes.append(_close(deal, state, closed_on, lost_reason, lost_note, actor=actor, at=at))
    _insert(deal, rows, changes)
    if account is not None:
        involve(account, deal.owner, at)
    ended = {"state": [None, deal.state], "closed_on": [None, deal.closed_on]} if state != "open" else {}
    return Change(deal, {**first_facts(deal), **ended})


def noon(day: date) -> datetime:
    """The middle of a day, for what is known by its day only: it stays that day in every time zone nearby."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(organization.current().time_zone))


def _close(
    deal: Deal,
    state: str,
    closed_on: date,
    reason: LostReason | None,
    note: str,
    *,
    actor: Person,
    at: datetime,
) -> StageChange:
    rules.check_closing_day(closed_on, local_day(at), local_day(deal.created_at))
    if state == "won":
        rules.check_win(deal.amount, booked_amount(deal, closed_on), deal.currency, closed_on)
    else:
        deal.lost_reason = reason or LostReason.objects.get_or_create(name=UNKNOWN)[0]
        deal.lost_note = note.strip()
    moment = max(noon(closed_on), deal.created_at)
    end = end_stage(deal, state)
    change = _passage(deal, deal.stage, end, moment, actor)
    deal.stage, deal.stage_since, deal.usual_until_on = end, moment, None
    close(deal, state, closed_on, at=moment)
    return change


def _passage(deal: Deal, left: Stage | None, to: Stage, at: datetime, actor: Person) -> StageChange:
    return StageChange(
        deal=deal,
        from_stage=left,
        to_stage=to,
        at=at,
        by=actor,
        seconds=max(int((at - deal.stage_since).total_seconds()), 0) if left else None,
        amount=deal.amount,
        currency=deal.currency,
        expected_close_on=deal.expected_close_on,
    )


def _priced(lines: Sequence[NewLine], amount: Decimal | None) -> Sequence[NewLine]:
    if amount is None or len(lines) != 1 or lines[0].unit_price is not None:
        return lines
    [line] = lines
    return [NewLine(line.product, line.quantity, amount / line.quantity, line.discount)]


def _insert(deal: Deal, rows: list[DealLine], changes: list[StageChange]) -> None:
    deal.save(force_insert=True)
    if rows:
        DealLine.objects.bulk_create(rows)
    StageChange.objects.bulk_create(changes)
