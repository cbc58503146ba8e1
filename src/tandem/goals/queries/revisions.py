"""Revisions beyond somebody's limit, which wait until who may decide them does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from tandem.authority import organization
from tandem.collaboration.agreements import APPROVAL
from tandem.collaboration.models import Agreement, AgreementQuerySet
from tandem.core import clock
from tandem.core.money import format_money
from tandem.goals.models import Target
from tandem.people.models import Person

ABOUT = Target._meta.label_lower
VERB = "goals.revise"


@dataclass(frozen=True)
class Revision:
    """What a target would be: the figure on the table, who asked for it when, and whose move it is."""

    agreement: Agreement
    currency: str

    @property
    def asked_on(self) -> date:
        """The day in the organization's time zone."""
        return clock.day_of(self.agreement.asked_at, organization.current().time_zone)

    @property
    def figure(self) -> str:
        """ "€190k", "12": in the plan's own unit."""
        amount = self.agreement.figure or Decimal(0)
        return format_money(amount, self.currency, "short") if self.currency else f"{amount:,.0f}"

    @property
    def words(self) -> str:
        """ "Nora North asked for €190k; Erin Executive decides." """
        mover = self.agreement.mover
        decides = f"; {mover.name} decides" if mover is not None else ""
        return f"{self.agreement.asker.name} asked for {self.figure}{decides}."


def is_revision(agreement: Agreement) -> bool:
    """Whether this asks for another figure of a target."""
    return agreement.kind == APPROVAL and agreement.facts.get("verb") == VERB


def waiting_revisions(viewer: Person) -> AgreementQuerySet:
    """Those that nobody has decided yet, of those that the viewer may see."""
    rows = Agreement.objects.visible_to(viewer).open()
    return rows.filter(about=ABOUT, kind=APPROVAL, facts__verb=VERB)


def newest_waiting(viewer: Person) -> Subquery:
    """For annotating targets: the id of the newest one about each, null where none waits."""
    rows = waiting_revisions(viewer).filter(about_id=OuterRef("pk")).order_by("-pk")
    return Subquery(rows.values("pk")[:1])


def revisions(viewer: Person, agreements: Iterable[int], currency: str) -> dict[int, Revision]:
    """These, by the id of their target; no statement for none of them."""
    wanted = list(agreements)
    if not wanted:
        return {}
    rows = waiting_revisions(viewer).with_people().filter(pk__in=wanted)
    return {row.about_id: Revision(row, currency) for row in rows}


def revision_of(viewer: Person, target: Target) -> Revision | None:
    """The newest one about this target."""
    found = waiting_revisions(viewer).with_people().filter(about_id=target.pk).order_by("-pk").first()
    return Revision(found, target.plan.currency) if found is not None else None
