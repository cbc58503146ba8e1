"""The pipeline of a period from one snapshot to another or to now, by what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Q

from tandem.authority import organization
from tandem.core.errors import Refused
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.deals.models import Deal, StageChange
from tandem.deals.queries.counting import over
from tandem.forecasts.models import SnapshotDeal
from tandem.forecasts.queries.choosing import Choice
from tandem.forecasts.queries.snapshots import NOW, View, get_snapshot, view_now, view_then
from tandem.forecasts.rules import TERMS, fall, waterfall
from tandem.people.models import Person

ZERO = Decimal(0)
CHUNK = 5000


@dataclass(frozen=True)
class Bar:
    """One bar: opening, what happened, closing. `base` is where it begins, `amount` how far it goes."""

    term: str
    words: str
    base: Decimal
    amount: Decimal
    count: int

    @property
    def top(self) -> Decimal:
        """Where it ends."""
        return self.base + self.amount


@dataclass(frozen=True)
class Waterfall:
    """`parts`: by name the (deal id, amount) of everything that happened."""

    choice: Choice
    start: View
    end: View
    opening: Decimal
    closing: Decimal
    parts: Mapping[str, Sequence[tuple[int, Decimal]]]
    currency: str

    @cached_property
    def sums(self) -> dict[str, Decimal]:
        """What each name adds up to."""
        return {term: sum((amount for _, amount in self.parts.get(term, ())), ZERO) for term in TERMS}

    @property
    def bars(self) -> list[Bar]:
        """Opening, every name that has something, closing. They add up."""
        at, found = self.opening, [Bar("opening", "Opening", ZERO, self.opening, self.count(self.start))]
        for term, words in TERMS.items():
            if self.parts.get(term):
                found.append(Bar(term, words, at, self.sums[term], len(self.parts[term])))
                at += self.sums[term]
        return [*found, Bar("closing", "Closing", ZERO, self.closing, self.count(self.end))]

    def count(self, view: View) -> int:
        """How many deals are in the period's pipeline."""
        return sum(1 for _ in self.inside(view))

    def inside(self, view: View) -> Iterator[int]:
        """The deals in the period's pipeline."""
        period = self.choice.period
        return (
            deal
            for deal, state in view.states.items()
            if state.closes_on is not None and period.contains(state.closes_on)
        )


def is_bar(term: str) -> bool:
    """Whether a waterfall can have a bar of this name, with deals or without."""
    return term in TERMS or term in ("opening", "closing")


def between(viewer: Person, choice: Choice, start: str, end: str, *, today: date, now: datetime) -> Waterfall:
    """The waterfall between two snapshots, the earlier first; `end` may be "now"."""
    first = view_then(viewer, get_snapshot(start), choice)
    last = (
        view_now(viewer, choice, today, now) if end == NOW else view_then(viewer, get_snapshot(end), choice)
    )
    if last.at < first.at:
        first, last = last, first
    into = organization.current().currency
    for view in (first, last):
        if view.snapshot is not None and view.snapshot.currency != into:
            raise Refused(
                f"The snapshot of {view.on.day} {view.on:%b %Y} is in {view.snapshot.currency}, not in {into}.",
                remedy="Choose snapshots that were taken since the organization’s currency changed.",
            )
    parts = _parts(viewer, choice, first, last, into)
    period = choice.period
    opening, closing = (
        sum(
            (
                s.value
                for s in view.states.values()
                if s.closes_on is not None and period.contains(s.closes_on)
            ),
            ZERO,
        )
        for view in (first, last)
    )
    return Waterfall(choice, first, last, opening, closing, parts, into)


def _parts(
    viewer: Person, choice: Choice, first: View, last: View, into: str
) -> dict[str, list[tuple[int, Decimal]]]:
    period = choice.period
    gone = [deal for deal in first.states if deal not in last.states]
    new = [deal for deal in last.states if deal not in first.states]
    passed = _passed(viewer, choice, first, last)
    ends = _ends(gone, last.at, _counted_until(period, last))
    begins = _begins(new, first.at)
    found: dict[str, list[tuple[int, Decimal]]] = {}
    for deal in {*first.states, *last.states, *passed}:
        if deal in passed and deal not in first.states:
            went, closed = passed[deal]
            came: Any = "created"
        else:
            went, closed = ends.get(deal, ("away", None))
            came = begins.get(deal, "created")
        falls = fall(
            first.states.get(deal), last.states.get(deal), period.start, period.end,
            came=came, went=went, closed=closed, rates=last.rates, into=into,
        )  # fmt: skip
        for each in falls:
            found.setdefault(each.term, []).append((deal, each.amount))
    return found


def _passed(viewer: Person, choice: Choice, first: View, last: View) -> dict[int, Any]:
    """Deals created and closed in between: (won or lost, (day, value))."""
    condition = SnapshotDeal.scope.condition(viewer, SnapshotDeal.scope.see, SnapshotDeal)
    mine = Q(credited_to=choice.person) if choice.person else Q(team__in=choice.ids)
    there = Q(deleted_at__isnull=True) | Q(deleted_at__gt=_counted_until(choice.period, last))
    rows = Deal.objects.closed().filter(
        mine, there, created_at__gt=first.at, closed_at__gt=first.at, closed_at__lte=last.at,
        closed_on__gte=choice.period.start, closed_on__lte=choice.period.end,
    )  # fmt: skip
    if condition is not None:
        rows = rows.filter(condition)
    into = organization.current().currency
    found = {}
    for pk, state, on, booked, amount, currency in rows.values_list(
        "pk", "state", "closed_on", "booked_amount", "amount", "currency"
    ):
        rate = last.rates.get(currency, ZERO)
        value = booked if state == "won" else round_to((amount or ZERO) * rate, into)
        found[pk] = (state, (on, value or ZERO))
    return found


def _counted_until(period: Period, last: View) -> datetime:
    """What was deleted later than this was there, for what the period had brought by then (deals.queries.counting)."""
    return min(last.at, over(period.end))


def _ends(deals: Sequence[int], at: datetime, counted: datetime) -> dict[int, Any]:
    """What became of deals that are not there at the end: (won, lost, removed or away, (day, value) when closed).

    One that was closed and deleted until `counted` is removed.
    """
    found: dict[int, Any] = {}
    kinds = _kinds(deals, at)
    for part in _chunks(deals):
        rows = Deal.objects.filter(pk__in=part).values_list(
            "pk", "deleted_at", "closed_on", "booked_amount", "amount"
        )
        for pk, deleted_at, closed_on, booked, amount in rows:
            kind = kinds.get(pk, "open")
            if kind in ("won", "lost") and (deleted_at is None or deleted_at > counted):
                found[pk] = (kind, (closed_on, booked or amount or ZERO) if closed_on else None)
            elif deleted_at is not None and deleted_at <= at:
                found[pk] = ("removed", None)
    return {deal: found.get(deal, ("away", None)) for deal in deals}


def _begins(deals: Sequence[int], at: datetime) -> dict[int, Any]:
    """Why deals were not there at the beginning: created since, reopened since, or somebody else's."""
    kinds = _kinds(deals, at)
    found: dict[int, Any] = {}
    for part in _chunks(deals):
        for pk, created_at in Deal.objects.filter(pk__in=part).values_list("pk", "created_at"):
            if created_at > at:
                found[pk] = "created"
            else:
                found[pk] = "reopened" if kinds.get(pk) in ("won", "lost") else "came"
    return found


def _kinds(deals: Sequence[int], at: datetime) -> dict[int, str]:
    """Of each deal the kind of stage it stood in at a moment."""
    kinds: dict[int, str] = {}
    for part in _chunks(deals):
        rows = StageChange.objects.filter(deal__in=part, at__lte=at).order_by("deal", "at", "pk")
        kinds.update(rows.values_list("deal_id", "to_stage__kind"))
    return kinds


def _chunks(deals: Iterable[int]) -> Iterator[list[int]]:
    left = iter(deals)
    while part := list(islice(left, CHUNK)):
        yield part


__all__ = ["Bar", "Waterfall", "between", "is_bar", "waterfall"]
