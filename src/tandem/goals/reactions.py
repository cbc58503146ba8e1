"""What targets do when something happens to the teams that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.authority.readers import reader
from tandem.collaboration.actions import ask, lapse
from tandem.collaboration.models import Agreement
from tandem.core import clock
from tandem.goals import rules
from tandem.goals.models import Target

CHANGING = frozenset({"people.shape_teams", "people.deactivate"})


@reader("goals")
def follow(entries: Sequence[Entry]) -> None:
    """Ask the new manager of a team what the one before did not answer. Reading an entry again changes nothing."""
    if any(entry.verb in CHANGING for entry in entries):
        ask_who_leads_now(clock.now())


def ask_who_leads_now(at: datetime) -> None:
    """Requests about targets of teams, of periods that are not over, that wait for somebody who does not lead them."""
    today = organization.day_of(at)
    running = Target.objects.filter(team__manager__is_active=True, plan__end_on__gte=today)
    open_now = Agreement.objects.open().filter(
        kind=rules.KIND, state="waiting", about_id__in=running.values("pk")
    )
    waiting = list(open_now.select_related("asker").order_by("pk"))
    targets = running.select_related("team__manager").in_bulk({one.about_id for one in waiting})
    for agreement in waiting:
        target = targets[agreement.about_id]
        if target.team is not None and target.team.manager_id != agreement.answerer_id:
            _hand_on(agreement, target, at)


def _hand_on(agreement: Agreement, target: Target, at: datetime) -> None:
    """The same request to who leads the team now; whoever asked needs no answer of their own."""
    heir = target.holder
    if heir is None or not agreement.asker.is_active:
        return
    lapse(agreement, at=at)
    if heir.pk == agreement.asker_id:
        target.state = "accepted"
        target.save_changes("state")
        return
    due = agreement.due_on if agreement.due_on and agreement.due_on >= organization.day_of(at) else None
    ask(
        actor=agreement.asker,
        at=at,
        kind=agreement.kind,
        about=target,
        answerer=heir,
        due_on=due,
        figure=agreement.figure,
        currency=agreement.currency,
        facts=agreement.facts,
    )
