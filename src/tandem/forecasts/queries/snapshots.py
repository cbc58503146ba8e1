"""Which snapshots there are, and the states of deals in them and now, as far as the viewer may look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils import dateformat, timezone

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.core.money import round_to
from tandem.core.rates import rates_on
from tandem.deals.models import Deal
from tandem.forecasts.models import Snapshot, SnapshotDeal
from tandem.forecasts.queries.choosing import Choice
from tandem.forecasts.rules import State
from tandem.people.models import Person, Team

ZERO = Decimal(0)
SHOWN = 60
NOW = "now"


@dataclass(frozen=True)
class View:
    """One end of a waterfall: a snapshot, or now. By deal: states, owners as they were, chances then in percent."""

    snapshot: Snapshot | None
    at: datetime
    on: date
    rates: Mapping[str, Decimal]
    states: Mapping[int, State]
    owners: Mapping[int, int]
    chances: Mapping[int, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What it is called in the address."""
        return str(self.snapshot.pk) if self.snapshot else NOW


def snapshots(limit: int = SHOWN) -> list[Snapshot]:
    """The newest snapshots. Everybody who forecasts may know that they exist; their deals are scoped."""
    return list(Snapshot.objects.select_related("by").order_by("-taken_at", "-pk")[:limit])


def labeled(found: Sequence[Snapshot]) -> list[tuple[Snapshot, str]]:
    """Each with what a picker calls it: the day; on demand also the time, to the second where a minute has several."""
    times = {each.pk: timezone.localtime(each.taken_at) for each in found}
    minutes = Counter((each.on, f"{times[each.pk]:%H:%M}") for each in found if each.kind == "asked")
    said = []
    for each in found:
        day, minute = dateformat.format(each.on, "D j M Y"), f"{times[each.pk]:%H:%M}"
        several = minutes[each.on, minute] > 1
        time = f", {times[each.pk]:%H:%M:%S}" if several else f", {minute}"
        said.append((each, day + time if each.kind == "asked" else day))
    return said


def get_snapshot(key: str) -> Snapshot:
    """One snapshot, or Http404."""
    found = Snapshot.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if found is None:
        raise Http404("There is no such snapshot.")
    return found


def rows_of(viewer: Person, snapshot: Snapshot, choice: Choice) -> Any:
    """The deals of a snapshot that are the choice's, as teams stood then, and the viewer's to see."""
    rows = SnapshotDeal.objects.visible_to(viewer).filter(snapshot=snapshot)
    if choice.person:
        return rows.filter(owner=choice.person)
    return rows.filter(team__in=teams_then(snapshot, choice.team))


def teams_then(snapshot: Snapshot, team: Team) -> list[int]:
    """The team and all below it on the day of the snapshot."""
    kept = snapshot.names.get("teams", {})
    _, path = kept.get(str(team.pk), ("", None))
    return [] if path is None else [int(pk) for pk, (_, at) in kept.items() if at.startswith(path)]


def view_then(viewer: Person, snapshot: Snapshot, choice: Choice) -> View:
    """The choice's open deals as they stood in a snapshot; in one statement."""
    rows = rows_of(viewer, snapshot, choice).values_list(
        "deal_id", "owner_id", "value", "amount", "currency", "closes_on", "chance"
    )
    states, owners, chances = {}, {}, {}
    for deal, owner, value, amount, currency, closes_on, chance in rows:
        states[deal] = State(value or ZERO, amount or ZERO, currency, closes_on)
        owners[deal] = owner
        if chance is not None:
            chances[deal] = min(max(round(chance / 100), 1), 99)
    rates = {code: Decimal(rate) for code, rate in snapshot.rates.items()}
    return View(snapshot, snapshot.taken_at, snapshot.on, rates, states, owners, chances)


def view_now(viewer: Person, choice: Choice, today: date, now: datetime) -> View:
    """The choice's open deals as they stand now."""
    into = organization.current().currency
    rates = rates_on(today, into=into)
    condition = SnapshotDeal.scope.condition(viewer, SnapshotDeal.scope.see, SnapshotDeal)
    mine = Q(owner=choice.person) if choice.person else Q(team__in=choice.ids)
    rows = Deal.objects.alive().open().filter(mine)
    if condition is not None:
        rows = rows.filter(condition)
    states, owners = {}, {}
    for deal, owner, amount, currency, closes_on in rows.values_list(
        "pk", "owner_id", "amount", "currency", "expected_close_on"
    ):
        rate = rates.get(currency)
        value = ZERO if amount is None or rate is None else round_to(amount * rate, into)
        states[deal] = State(value, amount or ZERO, currency, closes_on)
        owners[deal] = owner
    return View(None, now, today, rates, states, owners)


def latest_pair(found: Sequence[Snapshot]) -> tuple[str, str]:
    """What a waterfall shows first: from the newest weekly snapshot, without any from the newest one, to now."""
    weekly = [each for each in found if each.kind == "weekly"] or list(found)
    return (str(weekly[0].pk) if weekly else "", NOW)


def may_take(viewer: Person) -> bool:
    """Whether the viewer may have a snapshot taken."""
    return may(viewer, "forecasts.snapshot")


def whose(choice: Choice) -> str:
    """What the address says of whom and when."""
    who = {"person": choice.person.pk} if choice.person else {"team": choice.team.pk}
    return urlencode({**who, "period": choice.period.key})
