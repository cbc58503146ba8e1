"""Pure decisions about agreements."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from tandem.core.errors import Conflict, Refused

WAITING, COUNTERED = "waiting", "countered"
OPEN = (WAITING, COUNTERED)
STATES = {
    WAITING: "Waiting",
    COUNTERED: "Counter-proposal",
    "accepted": "Accepted",
    "declined": "Declined",
    "stood_firm": "Stood firm",
    "withdrawn": "Withdrawn",
}
DONE = {
    "accepted": "accepted this",
    "declined": "declined this",
    "stood_firm": "stood firm",
    "withdrawn": "withdrew this",
    COUNTERED: "made a counter-proposal",
    WAITING: "asked again",
}
RANKS = {"officer": 0, "manager": 1, "executive": 2, "administrator": 2}
REMIND_AFTER = timedelta(hours=20)


def check_two_people(asker_id: int, answerer_id: int) -> None:
    """Nobody grants their own request."""
    if asker_id == answerer_id:
        raise Refused(
            "You cannot ask yourself.",
            remedy="Ask your manager.",
            fields={"answerer": "Choose somebody else."},
        )


def check_due(due_on: date | None, today: date) -> None:
    """An answer is not due in the past."""
    if due_on is not None and due_on < today:
        raise Refused(
            f"{due_on:%-d %b %Y} is in the past.",
            remedy="Choose today or a later day.",
            fields={"due_on": "Choose today or a later day."},
        )


def check_state(state: str, expected: str, who: str | None, answered_at: datetime | None) -> None:
    """Only what still waits is answered. The sentence names who was first."""
    if state == expected:
        return
    when = f" on {answered_at:%-d %b}" if answered_at else ""
    raise Conflict(
        f"{who or 'Somebody'} {DONE[state]}{when}, so there is nothing left to answer here."
        if state not in OPEN
        else f"{who or 'Somebody'} {DONE[state]}{when}; read it before you answer.",
        remedy="Read the answer; ask anew if it has to change.",
    )


def check_seen(seen: int | None, current: int) -> None:
    """Nobody accepts a proposal they have not read."""
    if seen is not None and seen != current:
        raise Conflict("The proposal changed since you read it.", remedy="Read it again, then answer.")


def check_reason(reason: str) -> None:
    """Who contests or declines says why."""
    if not reason.strip():
        raise Refused(
            "A reason is missing.",
            remedy="Say why in a sentence; both of you will read it later.",
            fields={"reason": "Say why in a sentence."},
        )


def check_counter(before: Decimal | None, after: Decimal | None) -> None:
    """A counter-proposal to a figure names another figure, not below zero."""
    if before is None:
        return
    if after is None:
        raise Refused(
            "The counter-proposal has no figure.",
            remedy="Type the figure you can agree to.",
            fields={"figure": "Type a figure."},
        )
    if after < 0:
        raise Refused("A figure cannot be negative.", fields={"figure": "Type zero or more."})
    if after == before:
        raise Refused(
            "That is the figure already proposed.",
            remedy="Accept it, or type another one.",
            fields={"figure": "Type another figure."},
        )


def check_reminder(asked_at: datetime, reminded_at: datetime | None, at: datetime) -> None:
    """One reminder a day is enough, and none right after asking."""
    last = reminded_at or asked_at
    if at - last < REMIND_AFTER:
        raise Refused(
            "You asked for this less than a day ago."
            if reminded_at is None
            else "You sent a reminder already.",
            remedy="A reminder can go out once a day.",
        )


def senior_of(asker: tuple[str, str], answerer: tuple[str, str]) -> str:
    """Which side is the manager's of the two: "asker" or "answerer". Each is (role, team path)."""
    ranks = RANKS[asker[0]], RANKS[answerer[0]]
    if ranks[0] != ranks[1]:
        return "asker" if ranks[0] > ranks[1] else "answerer"
    return "asker" if len(asker[1]) < len(answerer[1]) else "answerer"
