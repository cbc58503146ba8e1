"""What one person is to do with their own open deals, in a stated order: overdue first, then amount × stage chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from tandem.core.compiled import Compiled
from tandem.core.rates import ExchangeRate
from tandem.customers.models import Contact
from tandem.deals.models import Deal, DealQuerySet, Stakeholder
from tandem.people.models import Person

WEIGHED = 60  # deals whose effect on a chance is weighed
WHOM_FIRST = ("champion", "economic", "user", "influencer", "", "blocker")


def to_do(person: Person | int, today: date) -> DealQuerySet:
    """The person's own open deals that need them today.

    Those that need attention or whose next step is due. A step planned for a later day rests until then.
    """
    step_due = Q(next_step_on__lte=today)
    needs = Q(next_step="") | Q(closes_on__lt=today) | Q(usual_until_on__lt=today) | step_due
    return Deal.objects.alive().open().filter(needs, owner=person).exclude(next_step_on__gt=today)


def most_pressing(rows: DealQuerySet, today: date, currency: str) -> DealQuerySet:
    """Overdue deals first, then by amount × stage chance in `currency`.

    An amount without a rate counts as it is, an unknown amount as nothing.
    """
    overdue = Case(
        When(Q(closes_on__lt=today) | Q(next_step_on__lt=today), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    ranked = rows.annotate(overdue_first=overdue, worth=worth(today, currency))
    return ranked.order_by("overdue_first", "-worth", "pk")


_pressing = Compiled(
    lambda person, day, currency: most_pressing(to_do(person, day), day, currency).select_related(
        "stage", "account"
    )[:WEIGHED]
)


def pressing(person: Person, today: date, currency: str) -> list[Deal]:
    """The first `WEIGHED` deals of `to_do` by `most_pressing`, with stage and account at hand."""
    return _pressing.objects(person.pk, today, currency)


def worth(today: date, currency: str) -> Any:
    """Amount × stage chance in `currency` by today's rate: what deals are ordered by, not what they will bring."""
    newest = ExchangeRate.objects.filter(currency=OuterRef("currency"), on__lte=today).order_by("-on")
    rate = Case(
        When(currency=currency, then=Value(1.0)),
        default=Coalesce(
            Cast(Subquery(newest.values("rate")[:1]), FloatField()), Value(1.0), output_field=FloatField()
        ),
        output_field=FloatField(),
    )
    amount = Coalesce(Cast(F("amount"), FloatField()), Value(0.0), output_field=FloatField())
    return amount * Cast(F("stage__chance"), FloatField()) * rate


def whom_to_reach(deals: Sequence[Deal]) -> dict[int, Contact]:
    """The main stakeholder of each deal: engaged before others, champion before economic buyer before others."""
    rows = Stakeholder.objects.filter(deal__in=[deal.pk for deal in deals]).select_related("contact")
    found: dict[int, Stakeholder] = {}
    for row in rows:
        best = found.get(row.deal_id)
        if best is None or _rank(row) < _rank(best):
            found[row.deal_id] = row
    return {deal_id: row.contact for deal_id, row in found.items()}


def _rank(row: Stakeholder) -> tuple[bool, int, int]:
    return (not row.engaged, WHOM_FIRST.index(row.role), row.pk)
