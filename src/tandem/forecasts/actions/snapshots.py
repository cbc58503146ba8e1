"""Writing down the open deals as they stand. A snapshot is inserted whole, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.core.clock import day_of
from tandem.core.money import round_to
from tandem.core.rates import rates_on
from tandem.deals.models import Deal, Stage
from tandem.forecasts.models import Snapshot, SnapshotDeal
from tandem.people.models import Person, Team

CHUNK = 2000
CERTAIN = 10_000
FIELDS = (
    "pk", "owner_id", "team_id", "stage_id", "amount", "currency", "expected_close_on", "forecast_category",
    "win_chance__chance",
)  # fmt: skip


@action("forecasts.snapshot")
def take_snapshot(*, actor: Person, at: datetime) -> Change:
    """Write down every open deal now, because somebody asked for it."""
    made = _write(day_of(at, organization.current().time_zone), at, "asked", actor)
    return Change(made, {"on": [None, made.on], "deals": made.deals.count()})


def take_weekly(on: date, at: datetime) -> Snapshot | None:
    """Write down every open deal for the week's deadline; None when that was done before."""
    if Snapshot.objects.filter(kind="weekly", on=on).exists():
        return None
    try:
        return _write(on, at, "weekly", None)
    except IntegrityError:  # another worker was first
        return None


def _write(on: date, at: datetime, kind: str, by: Person | None) -> Snapshot:
    into = organization.current().currency
    rates = rates_on(on, into=into)
    with transaction.atomic():
        made = Snapshot.objects.create(
            on=on,
            taken_at=at,
            kind=kind,
            by=by,
            currency=into,
            rates={code: str(rate) for code, rate in rates.items()},
            names=names_now(),
        )
        rows = Deal.objects.alive().open().order_by("pk").values_list(*FIELDS).iterator(chunk_size=CHUNK)
        for part in _parts(rows):
            SnapshotDeal.objects.bulk_create([_row(made, row, rates, into) for row in part])
    return made


def names_now() -> dict[str, Any]:
    """What stages and teams are called, and where they stand."""
    stages = Stage.objects.filter(kind="open").values_list("pk", "name", "position")
    teams = Team.objects.values_list("pk", "name", "path")
    return {
        "stages": {str(pk): [name, position] for pk, name, position in stages},
        "teams": {str(pk): [name, path] for pk, name, path in teams},
    }


def _row(made: Snapshot, row: tuple[Any, ...], rates: dict[str, Any], into: str) -> SnapshotDeal:
    deal, owner, team, stage, amount, currency, closes_on, category, chance = row
    rate = rates.get(currency)
    value = None if amount is None or rate is None else round_to(amount * rate, into)
    return SnapshotDeal(
        snapshot=made, deal_id=deal, owner_id=owner, team_id=team, stage_id=stage, amount=amount, currency=currency,
        value=value, closes_on=closes_on, category=category,
        chance=None if chance is None else round(chance * CERTAIN),
    )  # fmt: skip


def _parts(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while part := list(islice(rows, CHUNK)):
        yield part
