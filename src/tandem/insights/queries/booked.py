"""Bookings by month, of teams and of their products and regions: what an outlook is made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from django.db.models import Min, Q, Sum
from django.db.models.functions import TruncMonth

from tandem.catalog.models import Product
from tandem.core.periods import Period
from tandem.deals.models import Deal, DealLine
from tandem.goals.queries.results import won
from tandem.insights.reckoning import Booked, Floats
from tandem.insights.rules import HISTORY
from tandem.people.models import Team


def booked(month: Period, today: date) -> Booked:
    """Everything booked from up to five years back until today; `month` is the running one. Five statements."""
    start = month.shifted(-HISTORY).start
    first = won("bookings", start, today).aggregate(first=Min("closed_on"))["first"] or today
    span = (month.start.year - first.year) * 12 + month.start.month - first.month
    months = [month.shifted(-steps).start for steps in range(span, -1, -1)]
    place = {day: at for at, day in enumerate(months)}
    teams = {
        team.pk: (team.parent_id, team.name, team.path) for team in Team.objects.order_by("path").only(
            "name", "path", "parent"
        )
    }  # fmt: skip
    by_team: dict[int, Floats] = defaultdict(lambda: np.zeros(len(months)))
    by_region: dict[tuple[int, str], Floats] = defaultdict(lambda: np.zeros(len(months)))
    rows = won("bookings", months[0], today, Q(team__isnull=False)).annotate(month=TruncMonth("closed_on"))
    for row in rows.values("month", "team_id", "account__region").annotate(amount=Sum("booked_amount")):
        at, amount = place[row["month"]], float(row["amount"] or 0)
        by_team[row["team_id"]][at] += amount
        by_region[row["team_id"], row["account__region"] or ""][at] += amount
    by_product = _by_product(months, place, today, by_team)
    names = dict(Product.objects.filter(pk__in={key[1] for key in by_product}).values_list("pk", "name"))
    return Booked(months, dict(by_team), by_product, dict(by_region), names, teams)


def _by_product(
    months: list[date], place: dict[date, int], today: date, by_team: dict[int, Floats]
) -> dict[tuple[int, int], Floats]:
    """A deal's bookings are shared by the amounts of its lines; what has no line counts for product 0."""
    found: dict[tuple[int, int], Floats] = defaultdict(lambda: np.zeros(len(months)))
    rest = {team: amounts.copy() for team, amounts in by_team.items()}
    deals = Deal.objects.filter(
        state="won",
        deleted_at__isnull=True,
        closed_on__gte=months[0],
        closed_on__lte=today,
        team__isnull=False,
    )
    lines = (
        DealLine.objects.filter(deal__in=deals.values("pk"))
        .order_by("deal_id")
        .values_list(
            "deal_id", "deal__closed_on", "deal__team_id", "deal__booked_amount", "product_id", "quantity",
            "unit_price", "discount",
        )
    )  # fmt: skip
    for _, group in groupby(lines.iterator(chunk_size=5000), key=itemgetter(0)):
        parts: list[tuple[Any, ...]] = list(group)
        _, day, team, amount, *_rest = parts[0]
        worth = [float(quantity * price * (1 - discount / 100)) for *_, quantity, price, discount in parts]
        total, at = sum(worth), place[day.replace(day=1)]
        if not amount or total <= 0:
            continue
        for part, one in zip(parts, worth, strict=True):
            found[team, part[4]][at] += float(amount) * one / total
        rest[team][at] -= float(amount)
    for team, amounts in rest.items():
        left = np.where(np.abs(amounts) > 0.005, amounts, 0.0)
        if left.any():
            found[team, 0] += left
    return dict(found)
