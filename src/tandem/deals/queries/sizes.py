"""Sizes and speed of deals. Definitions:

win rate by amount   won amount ÷ (won amount + lost amount), by close date
average deal size    won amount ÷ won count
weighted pipeline    Σ amount × stage chance, of open deals
sales velocity       open deals × win rate × average deal size ÷ cycle length, per day
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on
from tandem.deals.models import DealQuerySet
from tandem.deals.queries.figures import Closed

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sizes:
    """Counts and amounts in the organization's currency: what closed in a period, and what is open now."""

    won: int
    won_amount: Decimal
    lost_amount: Decimal
    open: int
    open_amount: Decimal
    weighted: Decimal

    @property
    def rate_by_amount(self) -> float | None:
        """Won amount in percent of won and lost; None when nothing closed."""
        closed = self.won_amount + self.lost_amount
        return float(self.won_amount / closed) * 100 if closed else None

    @property
    def average(self) -> Decimal | None:
        """Won amount ÷ won count."""
        return self.won_amount / self.won if self.won else None

    def velocity(self, closed: Closed) -> Decimal | None:
        """What the open deals bring a day at the usual rate, size and speed; None while one of them is unknown."""
        rate, cycle = closed.win_rate().value, closed.cycle()
        if rate is None or cycle is None or not cycle.median or self.average is None:
            return None
        return self.open * Decimal(rate) * self.average / Decimal(cycle.median)


def sizes(rows: DealQuerySet, period: Period, today: date, into: str) -> Sizes:
    """In one statement, and one for rates. Won deals count at the closing day's rate, the others at today's."""
    here = Q(closes_on__gte=period.start, closes_on__lte=min(period.end, today))
    found = list(
        rows.filter(Q(state="open") | here)
        .order_by()
        .values_list("state", "currency")
        .annotate(
            n=Count("pk"),
            total=Sum("amount"),
            booked=Sum("booked_amount"),
            by_chance=Sum(F("amount") * F("stage__chance"), filter=Q(state="open")),
        )
    )
    rates = rates_on(today, into=into) if any(row[1] != into for row in found) else {into: Decimal(1)}
    count = dict.fromkeys(("open", "won", "lost"), 0)
    amount = dict.fromkeys(("open", "won", "lost"), ZERO)
    weighted = ZERO
    for state, currency, n, total, booked, by_chance in found:
        rate = rates.get(currency, ZERO)
        count[state] += n
        amount[state] += (booked or ZERO) if state == "won" else round_to((total or ZERO) * rate, into)
        weighted += round_to((by_chance or ZERO) * rate / 100, into)
    return Sizes(count["won"], amount["won"], amount["lost"], count["open"], amount["open"], weighted)
