"""Opening and editing deals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.authority import organization
from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.core.fields import merged_extra
from tandem.customers.actions import involve
from tandem.customers.models import Account
from tandem.deals import rules
from tandem.deals.actions.history import (
    FIELDS,
    amount_of,
    kept_amount,
    pushed,
    set_usual_until,
    taken_back,
    took,
    with_currency,
    written,
)
from tandem.deals.actions.lines import NewLine, built
from tandem.deals.actions.pipelines import pipeline_for
from tandem.deals.models import Deal, DealLine, Pipeline, Stage, StageChange
from tandem.people.models import Person

DEAL_FIELDS = (
    "name",
    "account",
    "amount",
    "currency",
    "expected_close_on",
    "forecast_category",
    "kind",
    "source",
    "next_step",
    "next_step_on",
    "extra",
)
OF_CLOSED = frozenset({"name", "account", "kind", "source", "extra"})  # what may still be corrected


@action("deals.open")
def open_deal(
    *,
    actor: Person,
    at: datetime,
    name: str,
    owner: Person | None = None,
    account: Account | None = None,
    pipeline: Pipeline | None = None,
    stage: Stage | None = None,
    currency: str = "",
    lines: Sequence[NewLine] = (),
    created_at: datetime | None = None,
    external_id: str = "",
    **values: Any,
) -> Change:
    """Open a deal in a stage (default: the first) of a pipeline (default: the default one).

    `values`: amount, expected_close_on, forecast_category, kind, source, next_step, next_step_on, extra. With
    lines, the amount is their sum; a line without a price takes the price book's.
    """
    stage = stage or first_stage(pipeline or pipeline_for(actor, at))
    in_use = stage.active and stage.pipeline.active
    rules.check_stage(stage.kind, same_pipeline=pipeline in (None, stage.pipeline), active=in_use)
    deal = new_deal(
        name=name,
        owner=owner or actor,
        account=account,
        stage=stage,
        currency=currency or organization.current().currency,
        created_at=created_at or at,
        external_id=external_id,
        **values,
    )
    save_new(deal, built(deal, lines), actor=actor)
    if account is not None:
        involve(account, deal.owner, at)
    return Change(deal, first_facts(deal))


def new_deal(
    *,
    name: str,
    owner: Person,
    stage: Stage,
    currency: str,
    created_at: datetime,
    amount: Decimal | None = None,
    next_step: str = "",
    next_step_on: date | None = None,
    forecast_category: str = "pipeline",
    **values: Any,
) -> Deal:
    """An unsaved open deal that keeps the rules."""
    rules.check_named(name)
    rules.check_amount(amount)
    rules.check_currency(currency)
    rules.check_category(forecast_category)
    rules.check_next_step(next_step, next_step_on)
    values["extra"] = merged_extra("deal", values.get("extra", {}))
    deal = Deal(
        name=name.strip(),
        owner=owner,
        team_id=owner.team_id,
        pipeline_id=stage.pipeline_id,
        stage=stage,
        stage_since=created_at,
        created_at=created_at,
        amount=kept_amount(amount, currency),
        currency=currency,
        next_step=next_step.strip(),
        next_step_on=next_step_on,
        forecast_category=forecast_category,
        **values,
    )
    set_usual_until(deal)
    return deal


def save_new(deal: Deal, lines: Sequence[DealLine], *, actor: Person) -> None:
    """Insert a deal with its lines, whose sum is its amount, and keep in which stage it was opened."""
    if lines:
        deal.amount = amount_of(lines, deal.currency)
    deal.save(force_insert=True)
    if lines:
        DealLine.objects.bulk_create(lines)
    StageChange.objects.create(
        deal=deal,
        to_stage=deal.stage,
        at=deal.created_at,
        by=actor,
        amount=deal.amount,
        currency=deal.currency,
        expected_close_on=deal.expected_close_on,
    )


def first_facts(deal: Deal) -> dict[str, list[Any]]:
    """What a new deal is, for the logbook: every field that says something."""
    names = ("owner", "team", "pipeline", "stage", *DEAL_FIELDS)
    values = {name: getattr(deal, FIELDS[name].attname) for name in names}
    return {name: [None, value] for name, value in values.items() if value not in (None, "", {})}


def first_stage(pipeline: Pipeline) -> Stage:
    """Where a deal of this pipeline begins."""
    stage = Stage.objects.used().open().filter(pipeline=pipeline).first()
    if stage is None:
        raise Refused(f"{pipeline.name} has no open stage.", remedy="Ask an administrator to add one.")
    return stage


@action("deals.edit")
def edit_deal(deal: Deal, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change facts of a deal. Unchanged values are not written; money and dates of a closed deal stay."""
    unknown = set(values) - set(DEAL_FIELDS)
    if unknown:
        raise TypeError(f"Deal.{min(unknown)} cannot be edited by this action.")
    if "extra" in values:
        values["extra"] = merged_extra("deal", values["extra"], deal.extra)
    _check_edit(deal, values)
    if "amount" in values and values["amount"] != deal.amount:
        values["amount"] = kept_amount(values["amount"], values.get("currency", deal.currency))
    facts = took(deal, values)
    if not facts:
        return Change(deal)
    rules.check_next_step(deal.next_step, deal.next_step_on)
    written(deal, facts)
    if "expected_close_on" in facts:
        pushed(deal, *facts["expected_close_on"], actor=actor, at=at)
    if "account" in facts and deal.account is not None:
        involve(deal.account, deal.owner, at)
    return Change(deal, with_currency(deal, facts))


def _check_edit(deal: Deal, values: dict[str, Any]) -> None:
    differs = {name for name, value in values.items() if getattr(deal, name) != value}
    if differs - OF_CLOSED:
        rules.check_open(deal.state, "change the money or the dates of")
    if "name" in differs:
        rules.check_named(values["name"])
    if "amount" in differs:
        rules.check_amount_from_lines(deal.lines.exists())
        rules.check_amount(values["amount"])
    if "currency" in differs:
        rules.check_currency(values["currency"])
    if "forecast_category" in differs:
        rules.check_category(values["forecast_category"])


@action("deals.next_step")
def set_next_step(
    deal: Deal, *, actor: Person, at: datetime, next_step: str, next_step_on: date | None = None
) -> Change:
    """Say what happens next with an open deal, and when. An empty step means that nobody knows."""
    rules.check_open(deal.state, "set a next step for")
    rules.check_next_step(next_step, next_step_on)
    facts = took(deal, {"next_step": next_step.strip(), "next_step_on": next_step_on})
    if facts:
        written(deal, facts)
    return Change(deal, facts)


@undoes("deals.edit")
@undoes("deals.next_step")
def unedit_deal(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put an edited deal back."""
    return taken_back(deal, entry, actor=actor, at=at, unless_changed=list(entry.facts))
