"""Runs of the simulation: what they are given, kept and dropped, and who sees what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tandem.deals import actions as deals
from tandem.deals.models import Deal
from tandem.deals.tests import make
from tandem.goals.actions.odds import drop_draws, make_run, runs_due
from tandem.goals.models import Run
from tandem.goals.packing import pack, pack_deals, unpack, unpack_deals
from tandem.goals.queries import odds
from tandem.goals.tests.make import CLOSES, NEXT, NOON, QUARTER, TODAY, run_for
from tandem.people.absences import record_absence
from tandem.people.actions import move_person
from tandem.science.landing import fan_out
from tandem.science.landing.fan_out import over
from tests.cast import Cast


def test_draws_and_deals_come_back_as_they_were_packed():
    draws = np.arange(10, dtype=np.float32)
    assert unpack(pack(draws)).tolist() == draws.tolist()
    assert unpack(pack(draws), 5).shape == (2, 5)
    wins = np.random.default_rng(1).random((3, 21)) < 0.5
    ids = np.array([7, 2**40, 9])
    kept = pack_deals(
        ids, np.array([0.1, 0.2, 0.3]), np.array([0.4, 0.5, 0.6]), ids * 1.5, np.packbits(wins, axis=1)
    )
    again = unpack_deals(kept, 21)
    assert again.ids.tolist() == ids.tolist()
    assert again.worth.tolist() == (ids * 1.5).tolist()
    assert again.wins.tolist() == wins.tolist()
    assert len(unpack_deals(bytes(4), 21).ids) == 0


def drawn(run: Run) -> list[tuple[int | None, int | None, bytes, bytes, bytes]]:
    return [
        (row.person_id, row.team_id, bytes(row.drawn or b""), bytes(row.fan), bytes(row.open_deals or b""))
        for row in run.outlooks.order_by("team_id", "person_id")
    ]


@pytest.mark.filterwarnings("default")  # the cluster's own
def test_a_cluster_makes_the_same_run(sold: Cast, settings, monkeypatch: pytest.MonkeyPatch):
    distributed = pytest.importorskip("distributed")
    run = run_for(NEXT)
    here = drawn(run)
    run.delete()
    asked = []
    monkeypatch.setattr(fan_out, "over", lambda executor: asked.append(executor) or over(executor))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp://",
        host="127.0.0.1",
    ) as local:  # fmt: skip
        settings.TANDEM_DASK = local.scheduler_address
        assert drawn(run_for(NEXT)) == here
    assert len(asked) == 1


def test_when_no_scheduler_answers_the_work_is_done_here_and_the_log_says_so(
    sold: Cast, settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    @contextmanager
    def silent(address: str) -> Iterator[None]:
        raise OSError("Timed out")
        yield

    run = run_for(NEXT)
    here = drawn(run)
    run.delete()
    settings.TANDEM_DASK = "tcp://127.0.0.1:1"
    monkeypatch.setattr("tandem.goals.actions.odds.cluster", silent)
    assert drawn(run_for(NEXT)) == here
    assert "unset TANDEM_DASK" in caplog.text


def test_the_same_inputs_give_the_same_run_and_new_ones_another(sold: Cast):
    first = run_for(NEXT)
    assert run_for(NEXT).pk == first.pk
    before = {row.person_id: bytes(row.drawn or b"") for row in first.outlooks.filter(person__isnull=False)}
    make.deal(sold.olga, name="Four", at=datetime(2026, 3, 30, 9, 0, tzinfo=UTC))
    second = run_for(NEXT)
    assert second.pk != first.pk
    after = {row.person_id: bytes(row.drawn or b"") for row in second.outlooks.filter(person__isnull=False)}
    assert before[sold.olga.pk] != after[sold.olga.pk]
    assert Run.objects.count() == 2


def test_teams_are_sums_of_the_same_draws(sold: Cast):
    run = run_for()
    drawn = {odds.key_of(row): unpack(row.drawn) for row in run.outlooks.all()}
    north = sum(drawn["person", person.pk] for person in (sold.olga, sold.omar, sold.otto))
    assert np.allclose(drawn["team", sold.north.pk], north, rtol=1e-5)
    assert np.allclose(
        drawn["team", sold.maple.pk], drawn["team", sold.north.pk] + drawn["team", sold.south.pk], rtol=1e-5
    )


def test_what_somebody_earned_stays_with_the_team_of_the_day(sold: Cast):
    deal = Deal.objects.get(name="One")
    deals.win_deal(deal, actor=sold.olga, at=NOON - timedelta(days=3), closed_on=date(2026, 3, 28))
    move_person(sold.olga, actor=sold.adam, team=sold.south, since=date(2026, 3, 30))
    run = run_for()
    booked = {odds.key_of(row): row.booked for row in run.outlooks.all()}
    assert booked["person", sold.olga.pk] == 1000
    assert booked["team", sold.north.pk] == 1000
    assert booked["team", sold.south.pk] == 0
    assert booked["team", sold.maple.pk] == 1000
    lands = {odds.key_of(row): row for row in run.outlooks.all()}
    assert lands["team", sold.north.pk].p10 >= 1000


def test_what_is_due_are_this_and_the_next_quarter_and_open_plans(sold: Cast):
    assert runs_due(TODAY) == [("bookings", QUARTER), ("bookings", NEXT)]


def test_draws_are_dropped_but_quantiles_stay(sold: Cast):
    runs = [run_for(as_of=date(2026, 3, day)) for day in (18, 20, 26, 27, 31)]
    assert drop_draws(TODAY) == 2
    kept = dict(Run.objects.values_list("as_of__day", "has_draws"))
    assert kept == {18: False, 20: True, 26: False, 27: True, 31: True}
    row = runs[0].outlooks.get(person=sold.olga)
    assert row.drawn is None
    assert row.p10 <= row.p50 <= row.p90
    assert odds.newest_run("bookings", QUARTER) == runs[-1]
    assert odds.friday_before(runs[-1]) == runs[1]


def test_nobody_to_simulate_gives_no_run(db: None):
    assert make_run("bookings", QUARTER, as_of=TODAY, today=TODAY, at=NOON) is None


def test_six_weeks_of_parental_leave_lower_the_expected_landing_below_the_twins(cast: Cast):
    make.sales(cast)
    for person in (cast.olga, cast.omar):  # they win the same deals, one every nine days
        for number in range(40):
            at = datetime(2025, 3, 3, 9, tzinfo=UTC) + timedelta(days=9 * number)
            later = at + timedelta(days=20)
            won = make.deal(
                person, name=f"Won {number}", amount=Decimal(1000), at=at, expected_close_on=CLOSES
            )
            deals.win_deal(won, actor=person, at=later, closed_on=later.date())

    def means() -> dict[str, float]:
        rows = run_for(NEXT).outlooks
        return {who: float(rows.get(person=getattr(cast, who)).mean) for who in ("olga", "omar")}

    before = means()
    first = NEXT.start + timedelta(days=14)
    record_absence(
        cast.olga,
        actor=cast.olga,
        at=NOON,
        first_on=first,
        last_on=first + timedelta(days=41),
        kind="parental",
    )
    after = means()
    assert before["olga"] == pytest.approx(before["omar"], rel=0.1)
    assert after["olga"] < 0.75 * after["omar"]
    assert after["omar"] == pytest.approx(before["omar"], rel=0.05)
