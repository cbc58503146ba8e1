"""A deleted deal counts in the periods that were over when it was deleted, and in no other."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tandem.authority.actions import undo
from tandem.authority.configuring import configure
from tandem.authority.models import Entry
from tandem.authority.sentences import tell
from tandem.core.periods import Period
from tandem.customers.actions import add_account
from tandem.deals.actions import delete_deal, restore_deal
from tandem.deals.models import Deal
from tandem.goals import actions
from tandem.goals.models import TargetVersion
from tandem.goals.queries import record_of_chances
from tandem.goals.queries.goals import own_goals
from tandem.goals.queries.pace import work_out
from tandem.goals.queries.results import below, daily, results, whole
from tandem.goals.queries.standing import own_goal
from tandem.goals.queries.teams import lately
from tandem.goals.queries.trend import trend
from tandem.goals.tests.make import NOW, Q4, plan_for, won
from tests.cast import Cast

D = Decimal
YEAR = Q4.year()
WON = date(2026, 11, 2)
DURING = datetime(2026, 12, 10, 9, tzinfo=UTC)
AFTER = datetime(2027, 1, 4, 9, tzinfo=UTC)


def reached(cast: Cast, period: Period, metric: str = "bookings") -> list[Decimal]:
    """Olga's result, that of her team and of the whole, each asked in another way."""
    found = results(metric, period.start, period.end)
    span = (period.start, period.end)
    days = daily(metric, [span], below(cast.olga.team.path))[span]
    return [
        found.by_person.get(cast.olga.pk, D(0)),
        sum(days.values(), D(0)),
        whole(metric, period.start, period.end),
    ]


@pytest.mark.parametrize("metric", ["bookings", "deals_won", "new_accounts"])
def test_what_is_deleted_after_a_period_counts_in_it_still(cast: Cast, metric: str):
    account = add_account(actor=cast.olga, name="Acorn Works")
    deal = won(cast.olga, 50_000, WON, account=account)
    before = [reached(cast, each, metric) for each in (Q4, YEAR, Q4.months()[1])]
    assert before[0][0] == (50_000 if metric == "bookings" else 1)
    delete_deal(deal, actor=cast.olga, at=AFTER)
    assert [reached(cast, each, metric) for each in (Q4, YEAR, Q4.months()[1])] == before


@pytest.mark.parametrize("metric", ["bookings", "deals_won", "new_accounts"])
def test_what_is_deleted_while_a_period_runs_is_gone_from_it(cast: Cast, metric: str):
    account = add_account(actor=cast.olga, name="Acorn Works")
    deal = won(cast.olga, 50_000, WON, account=account)
    november = reached(cast, Q4.months()[1], metric)
    delete_deal(deal, actor=cast.olga, at=DURING)
    assert reached(cast, Q4, metric) == reached(cast, YEAR, metric) == [0, 0, 0]
    assert reached(cast, Q4.months()[1], metric) == november != [0, 0, 0]


def test_bringing_it_back_brings_everything_back(cast: Cast):
    deal = won(cast.olga, 50_000, WON)
    before = reached(cast, Q4)
    delete_deal(deal, actor=cast.olga, at=DURING)
    undo(Entry.objects.get(verb="deals.delete"), actor=cast.olga, at=DURING)
    assert reached(cast, Q4) == before
    delete_deal(deal, actor=cast.olga, at=DURING)
    restore_deal(deal, actor=cast.olga, at=AFTER)
    assert reached(cast, Q4) == before


def test_the_last_day_ends_in_the_time_zone_of_the_organization(cast: Cast):
    configure(actor=cast.adam, time_zone="Pacific/Auckland")
    late, soon = won(cast.olga, 1, WON), won(cast.olga, 20, WON)
    midnight = datetime(2026, 12, 31, 11, tzinfo=UTC)  # 1 January, 0:00 there
    delete_deal(soon, actor=cast.olga, at=midnight - timedelta(seconds=1))
    delete_deal(late, actor=cast.olga, at=midnight)
    assert reached(cast, Q4) == [1, 1, 1]


def test_what_an_undone_import_had_created_counts_nowhere(cast: Cast):
    deal = won(cast.olga, 50_000, WON)
    delete_deal(deal, actor=cast.adam, at=AFTER, never_was=True)
    assert reached(cast, Q4) == [0, 0, 0]
    entry = Entry.objects.get(verb="deals.delete")
    assert tell([entry])[entry.pk].detail == "with the import that had brought it; no period counts it"
    undo(entry, actor=cast.adam, at=AFTER)
    assert reached(cast, Q4) == [50_000, 50_000, 50_000]


def test_the_logbook_says_where_it_counts_still(cast: Cast):
    delete_deal(won(cast.olga, 50_000, WON), actor=cast.olga, at=AFTER)
    entry = Entry.objects.get(verb="deals.delete")
    assert tell([entry])[entry.pk].detail == "periods that were over count it still"


def test_an_account_stays_new_in_the_period_in_which_it_was(cast: Cast):
    """Its first deal is deleted after the quarter: the second one does not become the first in the next quarter."""
    account = add_account(actor=cast.olga, name="Acorn Works")
    first, second = (
        won(cast.olga, 1, date(2026, 8, 3), account=account),
        won(cast.olga, 1, WON, account=account),
    )
    delete_deal(first, actor=cast.olga, at=AFTER)
    assert reached(cast, Q4.previous(), "new_accounts") == [1, 1, 1]
    assert reached(cast, Q4, "new_accounts") == [0, 0, 0]
    delete_deal(second, actor=cast.olga, at=AFTER)
    assert reached(cast, Q4, "new_accounts") == [0, 0, 0]


def test_a_first_deal_that_was_a_mistake_leaves_the_account_to_the_second(cast: Cast):
    account = add_account(actor=cast.olga, name="Acorn Works")
    first = won(cast.olga, 1, date(2026, 10, 5), account=account)
    won(cast.olga, 1, WON, account=account)
    delete_deal(first, actor=cast.olga, at=DURING)
    assert reached(cast, Q4, "new_accounts") == [1, 1, 1]


def test_goals_pace_and_the_record_of_chances_stay_as_they_were(cast: Cast):
    actions.publish(
        plan_for(cast, weights={"history": 0, "pipeline": 0, "even": 100}), actor=cast.erin, at=NOW
    )
    TargetVersion.objects.update(chance=60)
    deal = won(cast.olga, 300_000, WON)
    today = date(2027, 1, 4)

    def told() -> list[Any]:
        return [
            [(goal.label, goal.result, goal.percent) for goal in own_goals(cast.olga, today=today)],
            [(goal.label, goal.result) for goal in own_goals(cast.nora, today=today)],
            record_of_chances(cast.erin, today),
            work_out(cast.north, "bookings", Q4.next()).results,
            [past.amount for past in lately(cast.north, "bookings", today)],
        ]

    before = told()
    assert before[0][0][1] == 300_000 and before[2][2].rate.hits == 1
    delete_deal(deal, actor=cast.olga, at=AFTER)
    assert told() == before


def test_the_running_goal_has_lost_it(cast: Cast):
    actions.publish(
        plan_for(cast, weights={"history": 0, "pipeline": 0, "even": 100}), actor=cast.erin, at=NOW
    )
    deal = won(cast.olga, 300_000, WON)
    delete_deal(deal, actor=cast.olga, at=DURING)
    goals = [own_goal(who, DURING.date()) for who in (cast.olga, cast.nora, cast.erin)]
    assert [goal.result for goal in goals if goal] == [0, 0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_any_deals_deleted_on_any_day_count_by_the_rule(cast: Cast, seed: int):
    """Every way to ask against the rule written out, over months, quarters and years, persons and teams."""
    rng = random.Random(seed)
    first, people = date(2026, 1, 1), [cast.olga, cast.omar, cast.otto, cast.pia]
    accounts = [add_account(actor=cast.olga, name=f"Account {number}") for number in range(5)]
    made = []
    for number in range(30):
        day = first + timedelta(days=rng.randrange(365))
        deal = won(rng.choice(people), number + 1, day, account=rng.choice(accounts))
        gone = day + timedelta(days=rng.choice([0, 3, 40, 100, 400])) if rng.random() < 0.6 else None
        if gone:
            moment = datetime.combine(gone, time(12), UTC)
            Deal.objects.filter(pk=deal.pk).update(deleted_at=moment)
        made.append((deal, gone))

    def counts(deal: Deal, gone: date | None, period: Period) -> bool:
        return period.contains(deal.closed_on) and (gone is None or gone > period.end)  # type: ignore[arg-type]

    periods = [YEAR, *YEAR.quarters(), *YEAR.months()]
    for metric in ("bookings", "deals_won", "new_accounts"):
        of_days = daily(metric, [(each.start, each.end) for each in periods])
        for period in periods:
            expected: dict[int, Decimal] = {}
            firsts: set[int] = set()
            held = [each for each in made if each[1] is None or each[1] > period.end]
            for deal, gone in sorted(held, key=lambda each: (each[0].closed_on, each[0].pk)):
                new = deal.account_id not in firsts
                firsts.add(deal.account_id)
                if counts(deal, gone, period) and (new or metric != "new_accounts"):
                    figure = deal.booked_amount if metric == "bookings" else D(1)
                    expected[deal.credited_to_id] = expected.get(deal.credited_to_id, D(0)) + figure
            found = results(metric, period.start, period.end)
            assert dict(found.by_person) == expected
            assert whole(metric, period.start, period.end) == sum(expected.values(), D(0))
            assert sum(of_days[period.start, period.end].values(), D(0)) == sum(expected.values(), D(0))
    for period in YEAR.quarters():
        found = results("bookings", period.start, period.end)
        teams = sorted({person.team_id for person in people})
        booked = trend(teams, [person.pk for person in people], period, period.end)
        assert {pk: each.period for pk, each in booked.by_person.items() if each.period} == found.by_person
        assert {pk: each.period for pk, each in booked.by_team.items() if each.period} == found.by_team
