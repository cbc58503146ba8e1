"""What exceeds somebody's limit waits, as an agreement of kind "approval", for who may decide it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from tandem.authority.actions import ACTIONS
from tandem.collaboration.actions.agreements import ask
from tandem.collaboration.agreements import APPROVAL
from tandem.collaboration.models import Agreement
from tandem.collaboration.packing import pack
from tandem.core.errors import BeyondLimit, Conflict, Refused
from tandem.people.models import Person


def defer(
    error: BeyondLimit,
    verb: str,
    subject: models.Model,
    kwargs: dict[str, Any],
    reason: str,
    *,
    actor: Person,
    figure_of: str = "",
    currency: str = "",
    due_on: date | None = None,
    at: datetime | None = None,
) -> Agreement:
    """Ask the person whom `error` names to decide; accepting runs ACTIONS[verb](subject, **kwargs) as them.

    `figure_of` names the keyword that a counter-proposal replaces, e.g. "percent"; its value is the figure.
    Refused when nobody's limit suffices or the reason is missing; Conflict when the same request waits already.
    """
    if error.approver_id is None:
        raise Refused(
            f"{error.sentence} Nobody above you has a limit that suffices.",
            remedy="Stay within your limit, or ask an administrator to change the limits.",
        )
    if not reason.strip():
        raise Refused("A reason is missing.", fields={"reason": "Say why in a sentence."})
    if verb not in ACTIONS:
        raise LookupError(f"There is no action {verb!r}.")
    waiting = Agreement.objects.open().about(subject).filter(kind=APPROVAL, asker=actor, facts__verb=verb)
    for before in waiting.select_related("answerer"):
        raise Conflict(
            f"You asked for this already; {before.answerer.name} decides.",
            remedy="Withdraw that request before you send another one.",
        )
    figure = kwargs.get(figure_of) if figure_of else None
    return ask(
        actor=actor,
        kind=APPROVAL,
        about=subject,
        answerer=Person.objects.get(pk=error.approver_id),
        due_on=due_on,
        facts={
            "verb": verb,
            "kwargs": pack(kwargs),
            "sentence": error.sentence,
            "figure_of": figure_of,
            "reason": reason.strip(),
        },
        figure=None if figure is None else Decimal(getattr(figure, "amount", figure)),
        currency=currency or getattr(figure, "currency", ""),
        reason=reason,
        **({"at": at} if at else {}),
    )
