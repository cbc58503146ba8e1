"""Exchange rates into the organization's currency, by day.

A sum over several currencies uses the rate of the day on which each part counts; where no rate is known Tandem
says so and does not guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from tandem.core.money import Money, round_to


class ExchangeRate(models.Model):
    """What one unit of `currency` was worth from a day on, in the organization's currency."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        app_label = "core"
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} from {self.on}"

    @property
    def worth(self) -> str:
        """The rate as people write it: all of its digits, no more."""
        return f"{self.rate.normalize():f}"


_BOOKS: list[Callable[[], bool]] = []


def books(anything: Callable[[], bool]) -> None:
    """Say how one finds out whether anything is booked in the organization's currency; called when a package loads."""
    _BOOKS.append(anything)


def anything_booked() -> bool:
    """Whether sums are kept in the organization's currency, which then stays what it is."""
    return any(anything() for anything in _BOOKS)


def known_rates() -> list[ExchangeRate]:
    """Every rate that was entered: by currency, the latest first."""
    return list(ExchangeRate.objects.order_by("currency", "-on"))


def rate_on(currency: str, day: date, *, into: str) -> Decimal | None:
    """The rate in force on a day, or None when none is known. A currency is worth 1 of itself."""
    if currency == into:
        return Decimal(1)
    return (
        ExchangeRate.objects.filter(currency=currency, on__lte=day)
        .order_by("-on")
        .values_list("rate", flat=True)
        .first()
    )


def rates_on(day: date, *, into: str) -> dict[str, Decimal]:
    """Every currency's rate in force on a day, in one statement."""
    newest = ExchangeRate.objects.filter(currency=OuterRef("currency"), on__lte=day).order_by("-on")
    found = ExchangeRate.objects.filter(pk=Subquery(newest.values("pk")[:1])).values_list("currency", "rate")
    return {**dict(found), into: Decimal(1)}


def convert(amount: Decimal, currency: str, day: date, *, into: str) -> Decimal | None:
    """An amount in the organization's currency by the day's rate, rounded once; None without a rate."""
    rate = rate_on(currency, day, into=into)
    return None if rate is None else round_to(amount * rate, into)


def total(parts: Iterable[Money], rates: Mapping[str, Decimal], into: str) -> tuple[Money, list[Money]]:
    """The sum of what can be converted, in `into`, and the parts whose rate is unknown."""
    amount, unknown = Decimal(0), []
    for part in parts:
        rate = rates.get(part.currency)
        if rate is None:
            unknown.append(part)
        else:
            amount += round_to(part.amount * rate, into)
    return Money(amount, into), unknown
