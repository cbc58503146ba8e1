"""What the simulation is given: deals, people, absences and lifts, as a day knew them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from tandem.deals import actions as deals
from tandem.deals.models import Deal, WinFit
from tandem.deals.tests import make
from tandem.goals.packing import unpack_deals
from tandem.goals.queries.known import known
from tandem.goals.queries.records import read
from tandem.goals.tests.make import NEXT, NOON, TODAY, run_for
from tandem.people.absences import record_absence, withdraw_absence
from tandem.people.actions import add_person, deactivate_person
from tests.cast import Cast


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
    deals.edit_deal(deal, actor=sold.olga, at=NOON, amount=Decimal(9000), expected_close_on=date(2026, 6, 1))
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


def test_a_deal_of_which_nobody_knows_when_it_was_opened_counts_once_it_moved(sold: Cast):
    pipeline = Deal.objects.get(name="One").pipeline
    first, second = pipeline.stages.filter(kind="open").order_by("position")[:2]
    shared = {"actor": sold.olga, "at": NOON, "stage": first}
    dated = deals.import_deal(name="Dated", created_at=NOON - timedelta(days=9), **shared)
    undated = deals.import_deal(name="Undated", **shared)
    assert dated.opening_known and not undated.opening_known
    ended = {"state": "won", "amount": Decimal(9), "closed_on": TODAY - timedelta(days=5)}
    closed = deals.import_deal(name="Closed", actor=sold.olga, at=NOON, **ended)
    before = known("bookings", TODAY, TODAY)
    assert before is not None and before.deals.arrived is not None
    assert dated.pk in before.deal_ids and undated.pk not in before.deal_ids
    assert not closed.opening_known
    assert before.deals.arrived.all()  # what came closed arrived on the day it closed
    deals.move_deal(undated, actor=sold.olga, at=NOON + timedelta(hours=1), stage=second)
    after = known("bookings", TODAY, TODAY)
    assert after is not None and after.deals.arrived is not None
    assert len(after.deal_ids) == len(before.deal_ids) + 1
    assert after.deal_ids[~after.deals.arrived].tolist() == [undated.pk]


def test_who_is_away_is_given_as_it_was_known(sold: Cast):
    absence = record_absence(
        sold.olga, actor=sold.olga, at=NOON, first_on=NEXT.start, last_on=NEXT.end, kind="parental"
    )
    before, after = known("bookings", TODAY - timedelta(days=1), TODAY), known("bookings", TODAY, TODAY)
    assert before is not None and after is not None
    assert before.staff.away[0].tolist() == []
    place, first, last = (column.tolist() for column in after.staff.away)
    assert after.people[place[0]] == sold.olga.pk
    assert (first, last) == ([NEXT.start.toordinal()], [NEXT.end.toordinal()])
    withdraw_absence(absence, actor=sold.olga, at=NOON)
    later = known("bookings", TODAY, TODAY)
    assert later is not None and later.staff.away[0].tolist() == []


def test_as_of_a_past_day_nobody_knows_who_will_leave_or_come(sold: Cast):
    leaves, comes = TODAY - timedelta(days=20), TODAY - timedelta(days=10)
    new = add_person(
        actor=sold.adam,
        at=NOON,
        name="Nina",
        role="officer",
        team=sold.north,
        since=comes,
        hired_on=comes,
    )
    deactivate_person(sold.olga, actor=sold.adam, at=datetime.combine(leaves, time(12), UTC))
    before = known("bookings", leaves - timedelta(days=1), TODAY)
    between = known("bookings", comes - timedelta(days=1), TODAY)
    now = known("bookings", TODAY, TODAY)
    assert before is not None and between is not None and now is not None
    told = [each.staff.until[each.people.tolist().index(sold.olga.pk)] for each in (before, between, now)]
    assert told == [0, leaves.toordinal(), leaves.toordinal()]
    assert [new.pk in each.people for each in (before, between, now)] == [False, False, True]


def test_as_of_a_past_day_a_deal_is_whose_it_was(sold: Cast):
    deal = Deal.objects.get(name="One")
    deals.reassign_deal(deal, actor=sold.nora, at=NOON, to=sold.otto)
    before, after = known("bookings", TODAY - timedelta(days=1), TODAY), known("bookings", TODAY, TODAY)
    assert before is not None and after is not None
    at = before.deal_ids.tolist().index(deal.pk)
    assert before.people[before.deals.officer[at]] == sold.olga.pk
    assert after.people[after.deals.officer[at]] == sold.otto.pk


def test_several_days_from_one_reading_are_told_as_each_by_itself(sold: Cast):
    deal = Deal.objects.get(name="One")
    deals.edit_deal(deal, actor=sold.olga, at=NOON, amount=Decimal(9000), expected_close_on=date(2026, 6, 1))
    records = read(TODAY, date(2025, 6, 10))
    for metric in ("bookings", "new_accounts"):
        for day in (date(2025, 6, 10), date(2026, 3, 15), TODAY):
            alone, shared = known(metric, day, TODAY), known(metric, day, TODAY, records)
            assert alone is not None and shared is not None
            assert alone.digest() == shared.digest()


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
        made_at=NOON, as_of=day, kind=kind, decided=80, won=40, base=0.5, low=0.4, high=0.6, rests_on_prior=0,
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


def test_other_metrics_count_deals_and_first_deals_of_accounts(sold: Cast):
    acorn = make.account(sold.olga)
    Deal.objects.filter(name__in=["Won 1", "Won 2", "Two"]).update(account=acorn)
    counted, first = known("deals_won", TODAY, TODAY), known("new_accounts", TODAY, TODAY)
    assert counted is not None and first is not None
    assert set(counted.deals.value.tolist()) == {1.0}
    assert first.deals.value.sum() == 1
    assert first.deal_ids[int(first.deals.value.argmax())] == Deal.objects.get(name="Won 1").pk
