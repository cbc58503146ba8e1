"""What a run says of people and teams, and to whom."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from tandem.deals.models import Deal
from tandem.goals.models import Outlook
from tandem.goals.queries import odds
from tandem.goals.tests.make import NEXT, TODAY, run_for
from tests.cast import Cast


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


def test_reading_curves_takes_one_statement(sold: Cast, django_assert_num_queries: DjangoAssertNumQueries):
    run = run_for()
    for people in ([sold.olga.pk], [sold.olga.pk, sold.omar.pk, sold.otto.pk, sold.pia.pk]):
        with django_assert_num_queries(1):
            assert len(odds.curves(sold.erin, run, people=people)) == len(people)


@pytest.mark.parametrize(
    ("quarters", "outcomes", "words"),
    [
        (0, 0, "No quarter of history: too little for a chance, shown from the 3rd."),
        (1, 40, "One quarter of history: too little for a chance, shown from the 3rd."),
        (2, 40, "2 quarters of history: too little for a chance, shown from the 3rd."),
        (3, 1, "1 closed deal: too few for a chance, shown from 10."),
        (3, 9, "9 closed deals: too few for a chance, shown from 10."),
        (3, 10, ""),
    ],
)
def test_what_is_missing_is_counted_rightly(quarters: int, outcomes: int, words: str):
    thin = "quarters" if quarters < 3 else "outcomes" if outcomes < 10 else ""
    assert odds.missing_words(Outlook(thin=thin, quarters=quarters, outcomes=outcomes)) == words
