"""Taking over a deal from elsewhere, with its past, in one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tandem.authority import organization
from tandem.authority.actions import Change, action, insert, insert_numbered
from tandem.customers.actions import involve
from tandem.customers.models import Account, AccountMember
from tandem.deals import rules
from tandem.deals.actions.closing import booked_amount, end_stage
from tandem.deals.actions.deals import first_facts, first_stage, new_deal
from tandem.deals.actions.history import amount_of
from tandem.deals.actions.lines import NewLine, built
from tandem.deals.actions.pipelines import pipeline_for
from tandem.deals.models import Deal, DealLine, LostReason, Pipeline, Stage, StageChange
from tandem.people.models import Membership, Person

UNKNOWN = "Not recorded"


class Known:
    """What an import would ask again for every deal, asked once. For one chunk of rows, in one transaction."""

    def __init__(self) -> None:
        self._ends: dict[tuple[int, str], Stage] = {}
        self._memberships: dict[int, list[Membership]] = {}
        self._involved: set[tuple[int, int]] = set()
        self._expected: set[int] = set()
        self._reason: LostReason | None = None

    def end(self, deal: Deal, kind: str) -> Stage:
        """The won or the lost stage of the deal's pipeline."""
        key = (deal.pipeline_id, kind)
        if key not in self._ends:
            self._ends[key] = end_stage(deal, kind)
        return self._ends[key]

    def team_on(self, person: Person, day: date) -> int | None:
        """The id of the team that a person was on that day."""
        if person.pk not in self._memberships:
            self._memberships[person.pk] = list(Membership.objects.filter(person=person))
        held = (one for one in self._memberships[person.pk] if one.since <= day <= (one.until or day))
        return next((one.team_id for one in held), person.team_id)

    def expect(self, accounts: Iterable[int]) -> None:
        """Read at once who works with these accounts already."""
        members = AccountMember.objects.filter(account__in=accounts)
        self._expected.update(accounts)
        self._involved.update(members.values_list("account_id", "person_id"))

    def involve(self, account: Account, person: Person, at: datetime) -> None:
        """Let a person work with an account."""
        key = (account.pk, person.pk)
        if key in self._involved or account.owner_id == person.pk:
            return
        if account.pk in self._expected:
            insert([AccountMember(account=account, person=person, since_at=at)])
        else:
            involve(account, person, at)
        self._involved.add(key)

    def no_reason(self) -> LostReason:
        """The reason of a loss whose reason nobody wrote down."""
        if self._reason is None:
            self._reason = LostReason.objects.get_or_create(name=UNKNOWN)[0]
        return self._reason


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
    known: Known | None = None,
    **values: Any,
) -> Change:
    """Add a deal as it was elsewhere, open or closed, with its stage history and one logbook entry.

    `stage` is the open stage it is in, or was closed from (default: the first one). `state` and `closed_on` close
    it; a loss without a reason gets "Not recorded". A single line without a price takes the amount; an unknown
    amount is the sum of the lines. `values`: expected_close_on, forecast_category, kind, source, next_step,
    next_step_on, extra. The day's rate must be known for a won deal in another currency. `known` spares
    look-ups between calls.
    """
    known = known or Known()
    rules.check_state(state, closed_on)
    opening_known = created_at is not None
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
    deal.opening_known = opening_known
    rows = built(deal, _priced(lines, amount))
    if rows:
        deal.amount = amount_of(rows, deal.currency)
    changes = [_passage(deal, None, stage, created_at, actor)]
    if state != "open" and closed_on is not None:
        if state == "lost":
            deal.lost_reason, deal.lost_note = lost_reason or known.no_reason(), lost_note.strip()
        changes.append(_close(deal, state, closed_on, known, actor=actor, at=at))
    _insert(deal, rows, changes)
    if account is not None:
        known.involve(account, deal.owner, at)
    ended = {"state": [None, deal.state], "closed_on": [None, deal.closed_on]} if state != "open" else {}
    return Change(deal, {**first_facts(deal), **ended})


def noon(day: date) -> datetime:
    """The middle of a day, for what is known by its day only: it stays that day in every time zone nearby."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(organization.current().time_zone))


def _close(
    deal: Deal, state: str, closed_on: date, known: Known, *, actor: Person, at: datetime
) -> StageChange:
    rules.check_closing_day(closed_on, organization.day_of(at), organization.day_of(deal.created_at))
    booked = booked_amount(deal, closed_on)
    if state == "won":
        rules.check_win(deal.amount, booked, deal.currency, closed_on)
    end, moment = known.end(deal, state), max(noon(closed_on), deal.created_at)
    change = _passage(deal, deal.stage, end, moment, actor)
    deal.stage, deal.stage_since, deal.usual_until_on = end, moment, None
    deal.state, deal.closed_on, deal.closed_at = state, closed_on, moment
    deal.booked_amount, deal.credited_to = booked, deal.owner
    deal.team_id = known.team_on(deal.owner, closed_on)
    deal.forecast_category = "closed" if state == "won" else "omitted"
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
    insert_numbered(deal)
    insert(rows)
    insert(changes)
