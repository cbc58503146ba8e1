"""Bookings by month, of teams and of their products and regions: what an outlook is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import numpy as np
from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth

from tandem.catalog.models import Product
from tandem.core.periods import Period
from tandem.deals.models import Deal, DealLine, DealQuerySet
from tandem.deals.queries.counting import counting
from tandem.insights.reckoning import Booked, Floats
from tandem.insights.rules import HISTORY
from tandem.people.models import Team


def booked(month: Period, today: date) -> Booked:
    """Everything booked from up to five years back until today; `month` is the running one. Eight statements.

    Each month is a period of its own: what was deleted only after it was over counts in it.
    """
    past = [month.shifted(-steps) for steps in range(HISTORY, -1, -1)]
    parts = counting(Deal.objects.won().order_by(), *((each.start, min(each.end, today)) for each in past))
    first = min(filter(None, map(_first, parts)), default=today)
    months = [each.start for each in past if each.end >= first]
    place = {day: at for at, day in enumerate(months)}
    teams = {
        team.pk: (team.parent_id, team.name, team.path) for team in Team.objects.order_by("path").only(
            "name", "path", "parent"
        )
    }  # fmt: skip
    by_team: dict[int, Floats] = defaultdict(lambda: np.zeros(len(months)))
    by_region: dict[tuple[int, str], Floats] = defaultdict(lambda: np.zeros(len(months)))
    of_teams = [part.filter(team__isnull=False) for part in parts]
    for part in of_teams:
        rows = part.annotate(month=TruncMonth("closed_on")).values_list("month", "team_id", "account__region")
        for on, team, region, amount in rows.annotate(amount=Sum("booked_amount")):
            by_team[team][place[on]] += float(amount or 0)
            by_region[team, region or ""][place[on]] += float(amount or 0)
    by_product = _by_product(of_teams, months, place, by_team)
    names = dict(Product.objects.filter(pk__in={key[1] for key in by_product}).values_list("pk", "name"))
    return Booked(months, dict(by_team), by_product, dict(by_region), names, teams)


def _first(deals: DealQuerySet) -> date | None:
    return deals.aggregate(first=Min("closed_on"))["first"]


def _by_product(
    deals: Sequence[DealQuerySet], months: list[date], place: dict[date, int], by_team: dict[int, Floats]
) -> dict[tuple[int, int], Floats]:
    """A deal's bookings are shared by the amounts of its lines; what has no line counts for product 0."""
    found: dict[tuple[int, int], Floats] = defaultdict(lambda: np.zeros(len(months)))
    rest = {team: amounts.copy() for team, amounts in by_team.items()}
    for _, group in groupby(chain.from_iterable(map(_lines, deals)), key=itemgetter(0)):
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


def _lines(deals: DealQuerySet) -> Iterator[tuple[Any, ...]]:
    """The lines of these deals, deal by deal."""
    rows = DealLine.objects.filter(deal__in=deals.values("pk")).order_by("deal_id").values_list(
        "deal_id", "deal__closed_on", "deal__team_id", "deal__booked_amount", "product_id", "quantity", "unit_price",
        "discount",
    )  # fmt: skip
    return rows.iterator(chunk_size=5000)
