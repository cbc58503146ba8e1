"""Saving imported deals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.authority import organization
from tandem.authority.actions import write_late
from tandem.catalog.imports import PRODUCT
from tandem.catalog.queries import list_prices
from tandem.core.errors import Refused
from tandem.core.fields import clean_extra, fields_of
from tandem.core.fields.models import CustomField
from tandem.core.imports.kinds import ImportField, ImportKind, Run, Saved, own_values
from tandem.core.imports.words import fold
from tandem.customers.imports import ACCOUNT, CONTACT
from tandem.deals.actions import (
    Known,
    NewLine,
    add_stakeholder,
    delete_deal,
    edit_deal,
    edit_line,
    import_deal,
    lose_deal,
    move_deal,
    reassign_deal,
    restore_deal,
    win_deal,
)
from tandem.deals.imports.fields import FIELDS
from tandem.deals.imports.reading import category_of, kind_of, state_of
from tandem.deals.imports.stages import Stages
from tandem.deals.models import Deal, LostReason, Stage
from tandem.people.imports import PERSON
from tandem.people.models import Person

WITHOUT_ACCOUNT = "without an account"
DIFFERS = "closed here with another amount or day, left as it is"


def identity(values: dict[str, Any]) -> str:
    """The id of the other system, else name and account."""
    if values.get("external_id"):
        return f"id {values['external_id']}"
    account = values.get("account")
    return fold(f"{values.get('name', '')} / {account.pk if account else ''}")


class DealSaver:
    """Saves deals, open and closed, into a pipeline that has their stages."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.common: dict[str, Any] = {"actor": run.actor, "at": run.at}
        self.stages = Stages(run)
        self.known: dict[str, Deal] = {}
        self.reasons: dict[str, LostReason] = {}
        self.prices: dict[tuple[int, str], Decimal | None] = {}
        self.chunk = Known()
        self.own: list[CustomField] = []

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Read at once which deals exist, deleted ones too, and the pipelines."""
        self.stages.prepare()
        self.own = list(fields_of("deal")) if self.run.has_own_fields else []
        self.reasons = {fold(reason.name): reason for reason in LostReason.objects.filter(active=True)}
        self.known = {}
        self.begin_chunk(rows)
        related = ("owner", "account", "stage", "pipeline")
        names = {self.name(values) for values in rows if not values.get("external_id")}
        if names:
            mine = Deal.objects.visible_to(self.run.actor).filter(name__in=names).select_related(*related)
            for deal in mine.order_by("-pk"):
                self.known[identity({"name": deal.name, "account": deal.account})] = deal
        ids = [values["external_id"] for values in rows if values.get("external_id")]
        for deal in Deal.objects.filter(external_id__in=ids).select_related(*related):
            self.known[f"id {deal.external_id}"] = deal

    def begin_chunk(self, rows: list[dict[str, Any]]) -> None:
        """Forget what earlier rows made: their transaction may have been rolled back."""
        self.accounts = {values["account"].pk for values in rows if values.get("account") is not None}
        self.fresh: set[int] = set()
        self.forget()

    def forget(self) -> None:
        """Ask anew who works with which account, and where deals end."""
        self.chunk = Known()
        self.chunk.expect(self.accounts)

    def save(self, values: dict[str, Any]) -> Saved:
        """Add one deal with its past, or bring one up to date."""
        values["name"] = self.name(values)
        values["state"] = state_of(values)
        deal = self.known.get(identity(values))
        notes = [] if values.get("account") else [WITHOUT_ACCOUNT]
        if deal is not None:
            before = deal.version
            if deal.pk in self.fresh:  # the file names it twice
                write_late()
            deal = self.change(deal, values, notes)
            return Saved("changed" if deal.version != before else "unchanged", deal, tuple(notes))
        try:
            deal = self.add(values)
        except BaseException:
            self.forget()  # what this row made is gone
            raise
        if values.get("contact") is not None:
            add_stakeholder(deal, **self.common, contact=values["contact"])
        self.known[identity(values)] = deal
        self.fresh.add(deal.pk)
        return Saved("created", deal, tuple(notes))

    def name(self, values: dict[str, Any]) -> str:
        """The deal's name; where the file has none, what is being sold, or to whom."""
        if values.get("name"):
            return values["name"][:200]
        for key in ("product", "account"):
            if values.get(key) is not None:
                return str(values[key])[:200]
        if values.get("external_id"):
            return f"Deal {values['external_id']}"
        raise Refused("This deal has no name.", remedy="Fill it in.", fields={"name": "Type a name."})

    def add(self, values: dict[str, Any]) -> Deal:
        """A deal that is not here yet."""
        state = values["state"]
        pipeline = self.stages.pipeline(values.get("pipeline") or "")
        amount, currency = self.money(values)
        reason, note = self.reason(values) if state == "lost" else (None, "")
        return import_deal(
            **self.common,
            name=values["name"],
            owner=values.get("owner") or self.run.actor,
            account=values.get("account"),
            pipeline=pipeline,
            stage=self.stages.stage(pipeline, values.get("stage") or "", state),
            state=state,
            currency=currency,
            amount=amount,
            lines=self.lines(values, amount, currency),
            created_at=values.get("created_at"),
            closed_on=self.closed_on(values),
            lost_reason=reason,
            lost_note=note,
            external_id=values.get("external_id") or "",
            known=self.chunk,
            **self.facts(values, {}),
        )

    def money(self, values: dict[str, Any]) -> tuple[Decimal | None, str]:
        """The amount and its currency."""
        amount, named = values.get("amount") or (None, "")
        said = values.get("currency") or named or self.run.currency
        return amount, said or organization.current().currency

    def lines(self, values: dict[str, Any], amount: Decimal | None, currency: str) -> list[NewLine]:
        """The product sold, if the file names one that has a price or the deal has an amount."""
        product = values.get("product")
        quantity = values.get("quantity") or Decimal(1)
        if product is None:
            return []
        if amount is None:
            key = (product.pk, currency)
            if key not in self.prices:
                self.prices[key] = list_prices([product.pk], currency).get(product.pk)
            price = self.prices[key]
            return [] if price is None else [NewLine(product, quantity, price)]
        return [NewLine(product, quantity)]

    def closed_on(self, values: dict[str, Any]) -> date | None:
        """The day on which a closed deal closed."""
        if values["state"] == "open":
            return None
        moment = values.get("won_at" if values["state"] == "won" else "lost_at")
        if isinstance(moment, datetime):
            return moment.astimezone(self.run.zone).date()
        return values.get("close_on") or values.get("expected_close_on")

    def facts(self, values: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
        """What a deal has beside money, stage and end."""
        facts: dict[str, Any] = {}
        if values["state"] == "open":
            facts["expected_close_on"] = values.get("expected_close_on") or values.get("close_on")
            facts["forecast_category"] = category_of(values.get("forecast") or "")
            if values.get("next_step") or values.get("next_step_on"):
                facts["next_step"] = (values.get("next_step") or "Next activity")[:200]
                facts["next_step_on"] = values.get("next_step_on")
        else:
            facts["expected_close_on"] = values.get("expected_close_on")
        if "type" in values:
            facts["kind"] = kind_of(values["type"] or "")
        if values.get("source"):
            facts["source"] = values["source"][:80]
        if self.own:
            facts["extra"] = clean_extra("deal", own_values(values), extra, fields=self.own)
        return {key: value for key, value in facts.items() if value is not None}

    def reason(self, values: dict[str, Any]) -> tuple[LostReason | None, str]:
        """Why a deal was lost: one of the organization's reasons, else in words."""
        text = values.get("lost_reason") or ""
        found = self.reasons.get(fold(text))
        return (found, "") if found or not text else (None, text)

    def change(self, deal: Deal, values: dict[str, Any], notes: list[str]) -> Deal:
        """Bring a deal up to what the row says; blanks change nothing, and what is closed stays closed."""
        if deal.deleted_at is not None:
            deal = restore_deal(deal, **self.common)
        owner: Person | None = values.get("owner")
        if owner is not None and owner.pk != deal.owner_id:
            deal = reassign_deal(deal, **self.common, to=owner)
        deal = self.edit(deal, values)
        if not deal.is_open:
            amount, _ = self.money(values)
            if (deal.state, deal.closed_on) != (values["state"], self.closed_on(values)) or (
                amount is not None and deal.amount != amount
            ):
                notes.append(DIFFERS)
            return deal
        deal = self.reprice(deal, values)
        if values["state"] == "open":
            return self.move(deal, values)
        if values["state"] == "won":
            return win_deal(deal, **self.common, closed_on=self.closed_on(values))
        reason, note = self.reason(values)
        known = reason or LostReason.objects.get_or_create(name="Not recorded")[0]
        return lose_deal(deal, **self.common, reason=known, note=note, closed_on=self.closed_on(values))

    def edit(self, deal: Deal, values: dict[str, Any]) -> Deal:
        """Facts that may still be corrected."""
        facts = self.facts(values, deal.extra)
        if not deal.is_open:
            facts = {key: facts[key] for key in ("kind", "source", "extra") if key in facts}
        if "forecast" not in self.run.columns:
            facts.pop("forecast_category", None)
        if "name" in self.run.columns:
            facts["name"] = values["name"]
        if values.get("account") is not None:
            facts["account"] = values["account"]
        edited = {key: value for key, value in facts.items() if getattr(deal, key) != value}
        return edit_deal(deal, **self.common, **edited) if edited else deal

    def reprice(self, deal: Deal, values: dict[str, Any]) -> Deal:
        """The amount of an open deal, on its single line where it has one."""
        amount, _ = self.money(values)
        if amount is None or deal.amount == amount:
            return deal
        lines = list(deal.lines.all()[:2])
        if not lines:
            return edit_deal(deal, **self.common, amount=amount)
        if len(lines) > 1:
            return deal
        price = amount / lines[0].quantity
        return edit_line(deal, **self.common, line_id=lines[0].pk, unit_price=price)

    def move(self, deal: Deal, values: dict[str, Any]) -> Deal:
        """The stage of an open deal."""
        if not values.get("stage"):
            return deal
        stage: Stage = self.stages.stage(deal.pipeline, values["stage"], "open")
        return deal if stage.pk == deal.stage_id else move_deal(deal, **self.common, stage=stage)

    def link(self, values: dict[str, Any], field: ImportField, other: Any) -> Saved:
        """Deals refer to no row of their own file."""
        raise NotImplementedError


def take_back(deal: Deal, actor: Person) -> None:
    """Delete a deal that an import had added, as if it had never been."""
    delete_deal(deal, actor=actor, never_was=True)


DEALS = ImportKind(
    name="deals",
    label="Deals",
    objects=("deal", "opportunity", "obchod", "geschäft", "verkaufschance"),
    fields=FIELDS,
    signs=(
        "stage",
        "amount",
        "close_on",
        "expected_close_on",
        "pipeline",
        "lost_reason",
        "is_won",
        "product",
    ),
    verb="deals.import",
    record="deal",
    references={"person": PERSON, "account": ACCOUNT, "contact": CONTACT, "product": PRODUCT},
    identity=identity,
    open=DealSaver,
    take_back={"deals.deal": take_back},
    ends=("created_at", "close_on", "won_at", "lost_at"),
    distinct=("stage", "pipeline"),
    aliases={"closed_on": "close_on", "state": "status", "unit_price": "amount", "reason": "lost_reason"},
    after=("people", "accounts", "products"),
)
