"""Asking and answering. The door (`@action`) locks the agreement, so of two answers one takes effect."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from tandem.authority import organization
from tandem.authority.actions import Change, action, record
from tandem.collaboration import rules
from tandem.collaboration.kinds import KINDS
from tandem.collaboration.models import Agreement, AgreementVersion, Signature
from tandem.core.errors import Refused
from tandem.people.models import Person


@action("collaboration.ask")
def ask(
    *,
    actor: Person,
    at: datetime,
    kind: str,
    about: models.Model,
    answerer: Person,
    owner: Person | None = None,
    due_on: date | None = None,
    facts: dict[str, Any] | None = None,
    figure: Decimal | None = None,
    currency: str = "",
    reason: str = "",
) -> Change:
    """Ask somebody for an answer. `owner` is who asks (default: the actor); it signs what it asks for."""
    asker = owner or actor
    if kind not in KINDS:
        raise LookupError(f"No package declares the kind {kind!r} in its agreements.py.")
    rules.check_two_people(asker.pk, answerer.pk)
    rules.check_due(due_on, organization.day_of(at))
    agreement = Agreement.objects.create(
        kind=kind,
        about=about._meta.label_lower,
        about_id=about.pk,
        asker=asker,
        answerer=answerer,
        mover=answerer,
        facts=facts or {},
        figure=figure,
        currency=currency,
        asked_at=at,
        due_on=due_on,
    )
    version = _propose(agreement, asker, at, reason)
    _sign(agreement, version, actor, asker, at)
    return Change(
        agreement,
        {
            "state": [None, agreement.state],
            "kind": kind,
            "about": [agreement.about, agreement.about_id],
            "answerer": answerer.pk,
            "figure": [None, figure],
            "reason": reason,
        },
    )


@action("collaboration.accept")
def accept(agreement: Agreement, *, actor: Person, at: datetime, seen: int | None = None) -> Change:
    """Say yes to what is asked. `seen` is the number of the proposal that the actor read."""
    _check_state(agreement, rules.WAITING)
    rules.check_seen(seen, agreement.proposal)
    facts = _close(agreement, "accepted", actor, at)
    _sign(agreement, _current(agreement), actor, agreement.answerer, at)
    agreement.words.on_accept(agreement, actor=actor, at=at)
    return Change(agreement, {**facts, "figure": [None, agreement.figure]})


@action("collaboration.counter")
def counter(
    agreement: Agreement,
    *,
    actor: Person,
    at: datetime,
    reason: str,
    figure: Decimal | None = None,
    facts: dict[str, Any] | None = None,
) -> Change:
    """Propose something else, with a reason; the asker moves next."""
    _check_state(agreement, rules.WAITING)
    if not agreement.words.may_counter:
        raise Refused("This is answered with yes or no.", remedy="Accept it, or decline and say why.")
    rules.check_reason(reason)
    if figure is not None:
        figure = agreement.words.rounded(agreement, figure)
    rules.check_counter(agreement.figure, figure)
    before = agreement.figure
    agreement.figure = figure
    agreement.facts = {**agreement.facts, **(facts or {})}
    agreement.proposal += 1
    agreement.mover = agreement.asker
    changes = _answer(agreement, rules.COUNTERED, actor, at, "figure", "facts", "proposal", "mover")
    version = _propose(agreement, agreement.answerer, at, reason)
    _sign(agreement, version, actor, agreement.answerer, at)
    agreement.words.on_counter(agreement, actor=actor, at=at)
    return Change(agreement, {**changes, "figure": [before, figure], "reason": reason})


@action("collaboration.decline")
def decline(agreement: Agreement, *, actor: Person, at: datetime, reason: str) -> Change:
    """Say no, with a reason."""
    _check_state(agreement, rules.WAITING)
    if not agreement.words.may_decline:
        raise Refused("This cannot be declined.", remedy="Accept it, or make a counter-proposal.")
    rules.check_reason(reason)
    facts = _close(agreement, "declined", actor, at)
    agreement.words.on_decline(agreement, actor=actor, at=at)
    return Change(agreement, {**facts, "reason": reason})


@action("collaboration.accept_counter")
def accept_counter(agreement: Agreement, *, actor: Person, at: datetime, seen: int | None = None) -> Change:
    """The asker says yes to the counter-proposal."""
    _check_state(agreement, rules.COUNTERED)
    rules.check_seen(seen, agreement.proposal)
    facts = _close(agreement, "accepted", actor, at)
    _sign(agreement, _current(agreement), actor, agreement.asker, at)
    agreement.words.on_accept(agreement, actor=actor, at=at)
    return Change(agreement, {**facts, "figure": [None, agreement.figure]})


@action("collaboration.stand_firm")
def stand_firm(agreement: Agreement, *, actor: Person, at: datetime, reason: str = "") -> Change:
    """The asker keeps what they asked for; the counter-proposal stays to read."""
    _check_state(agreement, rules.COUNTERED)
    if not agreement.words.may_stand_firm:
        raise Refused(
            f"{agreement.answerer.name} decides this.",
            remedy="Accept the counter-proposal, or withdraw the request.",
        )
    asked = agreement.versions.get(number=1)
    before = agreement.figure
    agreement.figure, agreement.facts = asked.figure, asked.facts
    agreement.proposal += 1
    version = _propose(agreement, agreement.asker, at, reason)
    _sign(agreement, version, actor, agreement.asker, at)
    changes = _close(agreement, "stood_firm", actor, at, "figure", "facts", "proposal")
    agreement.words.on_stand_firm(agreement, actor=actor, at=at)
    return Change(agreement, {**changes, "figure": [before, agreement.figure], "reason": reason})


@action("collaboration.withdraw")
def withdraw(agreement: Agreement, *, actor: Person, at: datetime, reason: str = "") -> Change:
    """Take a request back before it is answered for good."""
    if not agreement.is_open:
        _check_state(agreement, rules.WAITING)
    facts = _close(agreement, "withdrawn", actor, at)
    agreement.words.on_withdraw(agreement, actor=actor, at=at)
    return Change(agreement, {**facts, "reason": reason})


def lapse(agreement: Agreement, *, at: datetime) -> None:
    """Withdraw a request that has no point any more: by nobody's hand, in the name of who asked, also if they left."""
    with transaction.atomic():
        held = Agreement.objects.select_for_update().get(pk=agreement.pk)
        if not held.is_open:
            return
        facts = _close(held, "withdrawn", held.asker, at)
        held.words.on_withdraw(held, actor=held.asker, at=at)
        record("collaboration.withdraw", Change(held, facts), actor=held.asker, at=at)


@action("collaboration.remind")
def remind(agreement: Agreement, *, actor: Person, at: datetime) -> Change:
    """Remind who has the next move, once a day at most."""
    _check_state(agreement, rules.WAITING)
    rules.check_reminder(agreement.asked_at, agreement.reminded_at, at)
    before, agreement.reminded_at = agreement.reminded_at, at
    agreement.save_changes("reminded_at")
    return Change(agreement, {"reminded_at": [before, at]})


def _check_state(agreement: Agreement, expected: str) -> None:
    who = agreement.answered_by.name if agreement.answered_by else None
    rules.check_state(agreement.state, expected, who, agreement.answered_at)


def _close(agreement: Agreement, state: str, actor: Person, at: datetime, *fields: str) -> dict[str, Any]:
    agreement.mover = None
    return _answer(agreement, state, actor, at, "mover", *fields)


def _answer(agreement: Agreement, state: str, actor: Person, at: datetime, *fields: str) -> dict[str, Any]:
    before, agreement.state = agreement.state, state
    agreement.answered_by, agreement.answered_at = actor, at
    agreement.save_changes("state", "answered_by", "answered_at", *fields)
    return {"state": [before, state]}


def _propose(agreement: Agreement, by: Person, at: datetime, reason: str) -> AgreementVersion:
    return AgreementVersion.objects.create(
        agreement=agreement,
        number=agreement.proposal,
        facts=agreement.facts,
        figure=agreement.figure,
        reason=reason.strip(),
        by=by,
        at=at,
    )


def _current(agreement: Agreement) -> AgreementVersion:
    return agreement.versions.get(number=agreement.proposal)


def _sign(agreement: Agreement, version: AgreementVersion, actor: Person, side: Person, at: datetime) -> None:
    """The actor signs for their side; a deputy signs for the person they stand in for."""
    Signature.objects.create(
        agreement=agreement,
        version=version,
        person=actor,
        for_person=None if actor.pk == side.pk else side,
        at=at,
    )
