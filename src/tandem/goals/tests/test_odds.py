"""Runs of the simulation: what they are given, kept and dropped, and who sees what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from tandem.core.periods import FiscalCalendar
from tandem.deals import actions as deals
from tandem.deals.models import Deal
from tandem.deals.tests import make
from tandem.goals.actions.odds import drop_draws, make_run, runs_due
from tandem.goals.models import Outlook, Run
from tandem.goals.packing import pack, pack_deals, unpack, unpack_deals
from tandem.goals.queries import odds
from tandem.goals.queries.known import known
from tandem.people.actions import move_person
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
