"""Runs of the simulation: what they are given, kept and dropped, and who sees what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from tandem.core.periods import FiscalCalendar
from tandem.deals import actions as deals
from tandem.deals.models import Deal, WinFit
from tandem.deals.tests import make
from tandem.goals.actions.odds import drop_draws, make_run, runs_due
from tandem.goals.models import Outlook, Run
from tandem.goals.packing import pack, pack_deals, unpack, unpack_deals
from tandem.goals.queries import odds
from tandem.goals.queries.known import known
from tandem.people.absences import record_absence, withdraw_absence
from tandem.people.actions import move_person
from tandem.science.landing import fan_out
from tandem.science.landing.fan_out import over
from tests.cast import Cast

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
QUARTER = FiscalCalendar().of("quarter", TODAY)
NEXT = QUARTER.next()
CLOSES = date(2026, 4, 20)


@pytest.fixture
def sold(cast: Cast) -> Cast:
    """Olga won one deal a month for a year, lost some, and has two open; Pia has one open."""
    make.sales(cast)
    for month in range(1, 13):
        at = datetime(2025, month, 3, 9, 0, tzinfo=UTC)
        won = make.deal(
            cast.olga, name=f"Won {month}", amount=Decimal(1000 + month), at=at, expected_close_on=CLOSES
        )
        deals.win_deal(
            won, actor=cast.olga, at=at + timedelta(days=20), closed_on=(at + timedelta(days=20)).date()
        )
        lost = make.deal(cast.olga, name=f"Lost {month}", at=at, expected_close_on=CLOSES)
        deals.lose_deal(
            lost, actor=cast.olga, at=at + timedelta(days=9), reason=make.reason(),
            closed_on=(at + timedelta(days=9)).date(),
        )  # fmt: skip
    for name, person in (("One", cast.olga), ("Two", cast.olga), ("Three", cast.pia)):
        make.deal(person, name=name, at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), expected_close_on=CLOSES)
    return cast


def run_for(period=QUARTER, *, as_of: date = TODAY, today: date = TODAY, metric: str = "bookings") -> Run:
    found = make_run(metric, period, as_of=as_of, today=today, at=NOW)
    assert found is not None
    return found


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


def test_the_simulation_is_given_every_deal_with_its_outcome(sold: Cast):
    given = known("bookings", TODAY, TODAY)
    assert given is not None
    assert len(given.deal_ids) == 27
    assert int(given.deals.won.sum()) == 12
    assert int((given.deals.closed > 0).sum()) == 24
    assert given.deals.value[given.deals.won].sum() == 12 * 1000 + 78
    assert given.people[given.deals.officer[0]] == sold.olga.pk
    assert given.deals.stage[given.deals.closed == 0].tolist() == [0, 0, 0]


def test_a_past_day_sees_what_that_day_knew(sold: Cast):
    deal = Deal.objects.get(name="One")
    deals.edit_deal(deal, actor=sold.olga, at=NOW, amount=Decimal(9000), expected_close_on=date(2026, 6, 1))
    then = known("bookings", date(2025, 6, 10), TODAY)
    assert then is not None
    assert int((then.deals.opened > 0).sum()) == 12
    assert int(then.deals.won.sum()) == 5
    earlier, later = known("bookings", date(2026, 3, 15), TODAY), known("bookings", TODAY, TODAY)
    assert earlier is not None and later is not None
    at = earlier.deal_ids.tolist().index(deal.pk)
    assert (earlier.deals.value[at], later.deals.value[at]) == (1000, 9000)
    assert later.deals.expected[at] == date(2026, 6, 1).toordinal()
    assert earlier.deals.expected[at] != date(2026, 6, 1).toordinal()


def test_who_is_away_is_given_as_it_was_known(sold: Cast):
    absence = record_absence(
        sold.olga, actor=sold.olga, at=NOW, first_on=NEXT.start, last_on=NEXT.end, kind="parental"
    )
    before, after = known("bookings", TODAY - timedelta(days=1), TODAY), known("bookings", TODAY, TODAY)
    assert before is not None and after is not None
    assert before.staff.away[0].tolist() == []
    place, first, last = (column.tolist() for column in after.staff.away)
    assert after.people[place[0]] == sold.olga.pk
    assert (first, last) == ([NEXT.start.toordinal()], [NEXT.end.toordinal()])
    withdraw_absence(absence, actor=sold.olga, at=NOW)
    later = known("bookings", TODAY, TODAY)
    assert later is not None and later.staff.away[0].tolist() == []


WARM = {
    "intercept": -0.4,
    "parts": {
        "source": {"is": "Levels", "values": {"Referral": 0.8, "Cold call": -0.8}, "other": 0.0},
        "size": {"is": "Line", "slope": 0.5, "center": 0.0, "low": -2.0, "high": 2.0, "unknown": 0.1},
        "age": {"is": "Line", "slope": 9.0, "center": 0.0, "low": 0.0, "high": 500.0, "unknown": 0.0},
    },
    "scale": 0.5,
    "shift": 0.2,
}


def fitted(kind: str, day: date = TODAY) -> WinFit:
    return WinFit.objects.create(
        made_at=NOW, as_of=day, kind=kind, decided=80, won=40, base=0.5, low=0.4, high=0.6, rests_on_prior=0,
        usual_amount=1000, model=WARM,
    )  # fmt: skip


def lifts_on(day: date = TODAY) -> dict[str, float]:
    given = known("bookings", day, TODAY)
    assert given is not None
    names = dict(Deal.objects.values_list("pk", "name"))
    return {
        names[pk]: lift for pk, lift in zip(given.deal_ids.tolist(), given.deals.lift.tolist(), strict=True)
    }


def test_a_model_that_ranks_lifts_deals_by_what_the_simulation_does_not_know_itself(sold: Cast):
    Deal.objects.filter(name="One").update(source="Referral", amount=1000)
    Deal.objects.filter(name="Two").update(source="Cold call", amount=1000)
    Deal.objects.filter(name="Three").update(source="", amount=None)
    fitted("logistic")
    found = lifts_on()
    assert found["One"] == pytest.approx(0.4)
    assert found["Two"] == pytest.approx(-0.4)
    assert found["Three"] == pytest.approx(0.05)
    assert not any(lifts_on(TODAY - timedelta(days=1)).values())  # it was not in force then


def test_a_lifted_deal_is_won_more_often(sold: Cast):
    Deal.objects.filter(name="One").update(source="Referral")
    Deal.objects.filter(name="Two").update(source="Cold call")
    chances = []
    for kind in ("base", "logistic"):
        fitted(kind)
        row = run_for(NEXT).outlooks.get(person=sold.olga)
        kept = unpack_deals(bytes(row.open_deals or b""), 2000)
        names = dict(Deal.objects.values_list("pk", "name"))
        chances.append(
            {names[pk]: chance for pk, chance in zip(kept.ids.tolist(), kept.in_period.tolist(), strict=True)}
        )
    without, lifted = chances
    assert without["One"] == pytest.approx(without["Two"])
    assert lifted["One"] > without["One"] > lifted["Two"]


@pytest.mark.parametrize("kind", ["prior", "base"])
def test_without_a_signal_a_model_changes_nothing(sold: Cast, kind: str):
    before = run_for(NEXT)
    fitted(kind)
    assert not any(lifts_on().values())
    assert run_for(NEXT).pk == before.pk


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


def test_other_metrics_count_deals_and_first_deals_of_accounts(sold: Cast):
    acorn = make.account(sold.olga)
    Deal.objects.filter(name__in=["Won 1", "Won 2", "Two"]).update(account=acorn)
    counted, first = known("deals_won", TODAY, TODAY), known("new_accounts", TODAY, TODAY)
    assert counted is not None and first is not None
    assert set(counted.deals.value.tolist()) == {1.0}
    assert first.deals.value.sum() == 1
    assert first.deal_ids[int(first.deals.value.argmax())] == Deal.objects.get(name="Won 1").pk


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
    deals.win_deal(deal, actor=sold.olga, at=NOW - timedelta(days=3), closed_on=date(2026, 3, 28))
    move_person(sold.olga, actor=sold.adam, team=sold.south, since=date(2026, 3, 30))
    run = run_for()
    booked = {odds.key_of(row): row.booked for row in run.outlooks.all()}
    assert booked["person", sold.olga.pk] == 1000
    assert booked["team", sold.north.pk] == 1000
    assert booked["team", sold.south.pk] == 0
    assert booked["team", sold.maple.pk] == 1000
    lands = {odds.key_of(row): row for row in run.outlooks.all()}
    assert lands["team", sold.north.pk].p10 >= 1000


def test_a_person_sees_their_own_outlook_and_a_manager_those_below(sold: Cast):
    run = run_for()

    def seen(viewer) -> set[odds.Key]:
        return {odds.key_of(row) for row in Outlook.objects.visible_to(viewer).filter(run=run)}

    assert seen(sold.olga) == {("person", sold.olga.pk)}
    north = {("person", sold.olga.pk), ("person", sold.omar.pk), ("person", sold.otto.pk)}
    assert seen(sold.nora) == north | {("team", sold.north.pk), ("team", sold.harbor.pk)}
    assert ("team", sold.north.pk) not in seen(sold.sam)
    assert ("team", sold.maple.pk) in seen(sold.erin)


def test_thin_history_tells_no_chance_but_what_is_missing(sold: Cast):
    run = run_for()
    found = odds.curves(sold.erin, run, people=[sold.olga.pk, sold.pia.pk], teams=[sold.maple.pk])
    olga, pia = found["person", sold.olga.pk], found["person", sold.pia.pk]
    assert olga.chance(Decimal(1)).value is not None
    told = pia.chance(Decimal(1000))
    assert (told.value, told.percent, told.words) == (None, None, "too little history")
    assert "too little for a chance" in told.missing
    assert pia.target_for(0.6) is None


def test_a_chance_falls_with_the_target_and_can_be_turned_round(sold: Cast):
    curve = odds.curves(sold.erin, run_for(NEXT), people=[sold.olga.pk])["person", sold.olga.pk]
    told = [curve.chance(figure).value or 0 for figure in (0, 1000, 3000, 9000, 90_000)]
    assert told == sorted(told, reverse=True)
    assert told[0] == 1
    target = curve.target_for(0.6)
    assert target is not None
    assert (curve.chance(target).value or 0) >= 0.6


def test_winning_a_deal_never_lowers_the_chance(sold: Cast):
    curve = odds.curves(sold.erin, run_for(NEXT), people=[sold.olga.pk])["person", sold.olga.pk]
    deal = Deal.objects.get(name="One")
    decided = curve.if_decided(deal.pk, 1500)
    assert decided is not None
    won, not_won = decided
    assert won > not_won
    assert not_won <= (curve.chance(1500).value or 0) <= won
    assert curve.if_decided(10**9, 1500) is None


def test_percentages_never_claim_certainty():
    assert odds.Chance(1.0, TODAY).percent == 99
    assert odds.Chance(0.0, TODAY).percent == 1
    assert odds.Chance(0.6, TODAY).words == "sweet spot"


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
    assert make_run("bookings", QUARTER, as_of=TODAY, today=TODAY, at=NOW) is None


def test_reading_curves_takes_one_statement(sold: Cast, django_assert_num_queries: DjangoAssertNumQueries):
    run = run_for()
    for people in ([sold.olga.pk], [sold.olga.pk, sold.omar.pk, sold.otto.pk, sold.pia.pk]):
        with django_assert_num_queries(1):
            assert len(odds.curves(sold.erin, run, people=people)) == len(people)


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
        at=NOW,
        first_on=first,
        last_on=first + timedelta(days=41),
        kind="parental",
    )
    after = means()
    assert before["olga"] == pytest.approx(before["omar"], rel=0.1)
    assert after["olga"] < 0.75 * after["omar"]
    assert after["omar"] == pytest.approx(before["omar"], rel=0.05)
