"""The agreement on a target: the manager publishes, whoever carries it accepts or counter-proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from tandem.authority import organization
from tandem.collaboration.agreements import Words, record_of, wording
from tandem.collaboration.kinds import Kind, kind
from tandem.collaboration.models import Agreement
from tandem.core.ui.figures import percent
from tandem.goals.actions.publishing import record_version
from tandem.goals.models import METRICS, Target
from tandem.goals.queries.outcomes import outcomes
from tandem.goals.rules import KIND
from tandem.people.models import Person


@kind(KIND)
class TargetAgreement(Kind):
    """Accept, or counter-propose a figure with a reason; the manager takes it or stands firm."""

    name = "target"
    asks = "to accept a target"
    accept_label = "Accept goal"
    figure_label = "Your figure"
    may_decline = False

    def title(self, agreement: Agreement) -> str:
        metric = agreement.facts.get("metric", "bookings")
        counted = "" if metric == "bookings" else f", {METRICS.get(metric, metric).lower()}"
        return f"{agreement.facts['period']} goal{counted}"

    def subject(self, agreement: Agreement) -> str:
        return str(agreement.facts.get("whose", ""))

    def summary(self, agreement: Agreement) -> str:
        metric = METRICS.get(agreement.facts.get("metric", ""), "Target")
        return f"{metric}, {self.figure_text(agreement, agreement.figure)}"

    def link(self, agreement: Agreement) -> str:
        return reverse("goals:answer", args=[agreement.pk])

    def weigh_link(self, agreement: Agreement) -> str:
        return reverse("goals:weigh", args=[agreement.pk])

    def rounded(self, agreement: Agreement, figure: Decimal) -> Decimal:
        return super().rounded(agreement, figure) if agreement.currency else figure.quantize(Decimal(1))

    def prepare(self, agreements: Sequence[Agreement]) -> None:
        """The words need nothing but the facts."""

    def outcomes(self, today: date) -> Iterable[tuple[Agreement, dict[str, Any]]]:
        return outcomes(today)

    def outcome_text(self, agreement: Agreement) -> str:
        outcome: Any = agreement.outcome
        reached, share = self.figure_text(agreement, Decimal(outcome["reached"])), outcome["percent"]
        return reached if share is None else f"{reached}, {percent(share)} of the target"

    def on_accept(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        target = _target(agreement)
        if agreement.figure is not None and agreement.figure != target.amount:
            asker = agreement.asker if actor.pk == agreement.answerer_id else actor
            record_version(target, agreement.figure, "countered", "", by=asker, at=at)
        target.state = "accepted"
        target.save_changes("amount", "state")

    def on_counter(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        _state(agreement, "countered")

    def on_stand_firm(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        _state(agreement, "stood_firm")


def _target(agreement: Agreement) -> Target:
    return Target.objects.select_for_update().get(pk=agreement.about_id)


def _state(agreement: Agreement, state: str) -> None:
    target = _target(agreement)
    target.state = state
    target.save_changes("state")


@wording("goals.revise")
def revision(agreement: Agreement) -> Words:
    """ "Revise Q4 2026 target" and, smaller, by how much."""
    target = record_of(agreement)
    if target is None:
        return Words("Revise a target", agreement.facts["sentence"])
    plan = target.plan
    counted = "" if plan.metric == "bookings" else f", {METRICS[plan.metric].lower()}"
    return Words(
        f"Revise {plan.period(organization.calendar()).label} goal{counted}", agreement.facts["sentence"]
    )
