"""Pure decisions about deals and pipelines, on plain values. Each `check_…` raises Refused with a way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from tandem.core.currencies import CURRENCIES
from tandem.core.errors import Refused

ENOUGH_PASSAGES = 20  # fewer passages through a stage say nothing about its usual time
FIRST_STAGES = ("Qualify", "Discover", "Propose", "Negotiate", "Commit")  # of the standard pipeline

# What an exit criterion can ask for, and how it is called when it is missing.
CRITERIA = {
    "account": "an account",
    "amount": "an amount",
    "expected_close_on": "an expected close date",
    "next_step": "a next step",
    "source": "a source",
    "lines": "a product",
    "stakeholders": "a stakeholder",
    "engaged": "an engaged stakeholder",
    "economic": "an economic buyer",
    "champion": "a champion",
}


@dataclass(frozen=True)
class Missing:
    """An exit criterion that a deal does not meet. `key` is the field's name, or the sentence itself."""

    key: str
    sentence: str
    blocks: bool
    is_text: bool = False


def check_open(state: str, doing: str) -> None:
    """A closed deal stays as it is until it is reopened. `doing`: "move", "change the products of" …"""
    if state != "open":
        raise Refused(
            f"This deal is {state}, so you cannot {doing} it.",
            code="closed",
            remedy="Reopen it first, with a reason.",
        )


def check_named(name: str, what: str = "deal") -> None:
    """Everything has a name that people can read."""
    if not name.strip():
        raise Refused(f"The {what} has no name.", remedy="Type one.", fields={"name": "Type a name."})


def check_amount(amount: Decimal | None) -> None:
    """Amounts are not negative; an unknown amount is left empty."""
    if amount is not None and amount < 0:
        raise Refused(
            "An amount cannot be negative.",
            remedy="Type 0 or more, or leave it empty while it is unknown.",
            fields={"amount": "Type 0 or more."},
        )


def check_currency(currency: str) -> None:
    """A currency is one of ISO 4217."""
    if currency not in CURRENCIES:
        raise Refused(
            f"“{currency}” is not a currency Tandem knows.",
            remedy="Use a code of three letters, such as EUR or USD.",
            fields={"currency": "Use a code such as EUR."},
        )


def check_amount_from_lines(has_lines: bool) -> None:
    """With products on it, a deal's amount is their sum."""
    if has_lines:
        raise Refused(
            "The amount of this deal is the sum of its products.",
            remedy="Change a price or a quantity, or remove the products.",
            fields={"amount": "This is the sum of the products."},
        )


def check_category(category: str) -> None:
    """What an open deal can be forecast as; won deals are closed by themselves."""
    if category not in ("pipeline", "best", "commit", "omitted"):
        raise Refused(
            "An open deal is forecast as pipeline, best case, commit or omitted.",
            remedy="Win the deal to count it as closed.",
            fields={"forecast_category": "Choose another category."},
        )


def check_next_step(next_step: str, on: date | None) -> None:
    """A date alone is no next step."""
    if on is not None and not next_step.strip():
        raise Refused(
            "The next step has a date but no words.",
            remedy="Say what happens on that day.",
            fields={"next_step": "Say what happens."},
        )


def check_stage(stage_kind: str, *, same_pipeline: bool, active: bool) -> None:
    """A deal moves between the open stages of its pipeline; winning and losing are acts of their own."""
    if not same_pipeline:
        raise Refused(
            "This stage belongs to another pipeline.",
            remedy="Choose a stage of the deal's own pipeline.",
            fields={"stage": "Choose a stage of this pipeline."},
        )
    if not active:
        raise Refused(
            "This stage was removed from the pipeline.",
            remedy="Choose another stage.",
            fields={"stage": "Choose another stage."},
        )
    if stage_kind != "open":
        act = "Win" if stage_kind == "won" else "Lose"
        raise Refused(
            f"A deal does not move to {stage_kind}: it is {stage_kind}.",
            code=f"use-{act.lower()}",
            remedy=f"Use {act}, which asks for what is needed.",
            fields={"stage": f"Use {act} instead."},
        )


def missing(criteria: Sequence[Mapping[str, Any]], known: Mapping[str, bool]) -> list[Missing]:
    """Which exit criteria a deal does not meet.

    `known` says of each field in CRITERIA, each "extra.…" field and each sentence that somebody confirmed
    whether the deal has it.
    """
    found = []
    for criterion in criteria:
        key = criterion.get("field") or criterion.get("text") or ""
        if key and not known.get(key, False):
            is_text = "text" in criterion
            name = key.removeprefix("extra.").replace("_", " ")
            sentence = key if is_text else CRITERIA.get(key, name)
            found.append(Missing(key, sentence, bool(criterion.get("block")), is_text))
    return found


def check_exit(stage: str, lacking: Sequence[Missing]) -> None:
    """Criteria that block keep a deal in its stage."""
    blocking = [one for one in lacking if one.blocks]
    if blocking:
        raise Refused(
            f"The deal cannot leave {stage} without {_and([one.sentence.rstrip('.') for one in blocking])}.",
            code="exit-criteria",
            remedy="Add what is missing, then move it.",
            fields={one.key: "Needed to leave this stage." for one in blocking},
        )


def check_closing_day(closed_on: date, today: date, opened_on: date) -> None:
    """A deal was not closed in the future, nor before it was opened."""
    if closed_on > today:
        raise Refused(
            f"{closed_on:%-d %b %Y} lies in the future.",
            code="future",
            remedy="Choose today or an earlier day; for later, set the expected close date.",
            fields={"closed_on": "Choose today or an earlier day."},
        )
    if closed_on < opened_on:
        raise Refused(
            f"The deal was opened on {opened_on:%-d %b %Y}, after the day it would be closed.",
            remedy="Choose a later day.",
            fields={"closed_on": f"Choose {opened_on:%-d %b %Y} or later."},
        )


def check_win(amount: Decimal | None, booked: Decimal | None, currency: str, closed_on: date) -> None:
    """What is won has an amount, and it can be booked in the organization's currency."""
    if amount is None:
        raise Refused(
            "A won deal has an amount.",
            remedy="Type what the customer signed for; 0 if it was free.",
            fields={"amount": "Type the amount."},
        )
    if booked is None:
        raise Refused(
            f"There is no rate for {currency} on {closed_on:%-d %b %Y}, so the deal cannot be booked.",
            code="no-rate",
            remedy="An administrator enters it in Settings, Exchange rates.",
            fields={"currency": "No rate is known for this day."},
        )


def check_lost_reason(known: bool) -> None:
    """A lost deal has a reason: it is what the next one learns from."""
    if not known:
        raise Refused(
            "A lost deal has a reason.",
            remedy="Choose the one that decided it.",
            fields={"reason": "Choose a reason."},
        )


def check_state(state: str, closed_on: date | None) -> None:
    """A deal from elsewhere is open, or closed on a day."""
    if state not in ("open", "won", "lost"):
        raise Refused(
            f"“{state}” is neither open, won nor lost.",
            remedy="Say which of the three it is.",
            fields={"state": "Use open, won or lost."},
        )
    if (state == "open") != (closed_on is None):
        sentence = (
            "An open deal has no closing day." if state == "open" else f"A {state} deal has a closing day."
        )
        raise Refused(sentence, remedy="Correct the state or the day.", fields={"closed_on": sentence})


def check_closed(state: str) -> None:
    """There is nothing to reopen of an open deal."""
    if state == "open":
        raise Refused("This deal is open already.")


def check_reopen(state: str, reason: str) -> None:
    """Only closed deals are reopened, and somebody says why."""
    check_closed(state)
    if not reason.strip():
        raise Refused(
            "A closed deal is reopened with a reason.",
            remedy="Say what happened since it was closed.",
            fields={"reason": "Say what happened."},
        )


def check_line(quantity: Decimal, unit_price: Decimal, discount: Decimal) -> None:
    """A line has a positive quantity, a price, and a discount between nothing and everything."""
    fields = {}
    if quantity <= 0:
        fields["quantity"] = "Type more than 0."
    if unit_price < 0:
        fields["unit_price"] = "Type 0 or more."
    if not 0 <= discount <= 100:
        fields["discount"] = "Type 0 to 100 percent."
    if fields:
        raise Refused("The product line does not add up.", remedy="Correct the marked fields.", fields=fields)


def check_stage_settings(kind: str, chance: int, criteria: Sequence[Mapping[str, Any]]) -> None:
    """A stage's chance is a percentage, fixed at the ends; its criteria ask for what a deal can have."""
    if not 0 <= chance <= 100:
        raise Refused(
            "A stage chance is between 0 and 100%.",
            remedy="Type 0 to 100.",
            fields={"chance": "Type 0 to 100."},
        )
    if (kind, chance) not in (("won", 100), ("lost", 0)) and kind != "open":
        raise Refused("The chance of won is 100% and of lost 0%.", fields={"chance": "This is fixed."})
    for criterion in criteria:
        field = criterion.get("field")
        if not (field in CRITERIA or str(field).startswith("extra.") or criterion.get("text")):
            raise Refused(
                f"A deal has no “{field}” that a stage could ask for.",
                remedy=f"Use one of {', '.join(CRITERIA)}, or a sentence.",
                fields={"exit_criteria": "Choose a field of the list."},
            )


def check_remove_stage(kind: str, others_open: int, deals: int, *, has_heir: bool) -> None:
    """A pipeline keeps both its ends and one open stage, and no deal loses its place."""
    if kind != "open":
        raise Refused("Every pipeline ends in won and lost.", remedy="Rename the stage instead.")
    if not others_open:
        raise Refused("A pipeline needs an open stage.", remedy="Add another one first.")
    if deals and not has_heir:
        raise Refused(
            f"{deals:,} deals stand in this stage." if deals > 1 else "1 deal stands in this stage.",
            code="stage-in-use",
            remedy="Choose the stage they go to.",
            fields={"heir": "Choose a stage."},
        )


def usual_days(passages: Sequence[float]) -> int | None:
    """The median number of days of past passages through a stage; None when they are too few to say."""
    return None if len(passages) < ENOUGH_PASSAGES else max(round(median(passages)), 1)


def usual_until(since: date, usual: int | None) -> date | None:
    """The last day on which a deal is not yet longer in its stage than usual."""
    return None if usual is None else since + timedelta(days=usual)


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
