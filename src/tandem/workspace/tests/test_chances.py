"""The chance on Today, Team and Business: the number a run gives, for who may see it, or why there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client
from django.utils.html import strip_tags

from tandem.collaboration.tests.asked import ask
from tandem.deals.actions import open_deal
from tandem.deals.tests.make import sales
from tandem.goals.actions import publish
from tandem.goals.packing import pack_deals
from tandem.goals.tests.make import Q4, kept_run, plan_for, row, won
from tandem.people.models import Person
from tandem.workspace.rules import Row, in_order, waiting_row

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)
DRAWN = [
    float(1000 * step) for step in range(1, 101)
]  # 1,000 … 100,000: a target of 40,001 is reached by 60 %


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def planned(cast):
    """Olga has 40,001 and North 130,000 for the quarter."""
    sales(cast)
    plan = plan_for(cast, top=1_000_000)
    publish(plan, actor=cast.erin, at=NOW)
    for who, amount in (
        (cast.olga, 40_001),
        (cast.omar, 500_000),
        (cast.north, 130_000),
        (cast.maple, 1_000),
    ):
        plan.targets.filter(pk=row(plan, who).pk).update(amount=Decimal(amount))
    return plan


def run(cast, **values):
    many = [2 * value for value in DRAWN]
    return kept_run(
        Q4,
        {cast.olga: DRAWN, cast.omar: DRAWN, cast.north: many, cast.maple: many},
        as_of=values.pop("as_of", TODAY),
        **values,
    )


def page(client: Client, person: Person, address: str) -> str:
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_officer_reads_chance_and_range(client, cast, planned):
    run(cast)
    html = page(client, cast.olga, "/today/")
    assert "60% chance to attain: sweet spot" in html
    assert "8 in 10 landings: €10.9k – €90.1k" in html
    assert "8 in 10 landings between 27% and 225%" in html


def test_the_goal_that_waits_for_an_answer_is_named(client, cast, planned):
    html = page(client, cast.olga, "/today/")
    assert "Answer your Q4 2026 goal" in html and "Answer the request that waits for you" not in html
    ask(cast)
    assert "2 requests cannot go on without you." in page(client, cast.olga, "/today/")


def test_without_a_run_nothing_is_pretended(client, cast, planned):
    html = page(client, cast.olga, "/today/")
    assert "Chance to attain" not in html
    assert "8 in 10" not in html


def test_thin_history_gives_the_dashed_chip_and_what_is_missing(client, cast, planned):
    run(cast, thin="outcomes")
    html = page(client, cast.olga, "/today/")
    assert "too little history" in html
    assert "40 closed deals: too few for a chance, shown from 10." in html
    assert "8 in 10" not in html
    assert "What moves it" not in html


def test_a_reached_target_needs_no_chance(client, cast, planned):
    run(cast)
    won(cast.olga, 41_000, date(2026, 11, 2))
    html = page(client, cast.olga, "/today/")
    assert "Target reached" in html
    assert "Chance to attain" not in html


def test_the_manager_sees_every_officers_chance_and_the_teams(client, cast, planned):
    run(cast)
    html = page(client, cast.nora, "/team/")
    assert "60% chance to attain: sweet spot" in html  # Olga
    assert "1% chance to attain: too hard" in html  # Omar's half a million: never certain
    assert "36% chance to attain: too hard" in html  # North: 130,000 of draws up to 200,000
    assert "lands at €21.8k – €180k" in strip_tags(html)


def test_sorting_by_chance_puts_the_smallest_first(client, cast, planned):
    run(cast)
    html = page(client, cast.nora, "/team/?sort=chance")
    assert html.index("Omar Officer") < html.index("Olga Officer")
    assert 'aria-sort="ascending"' in html


def test_another_manager_sees_none_of_it(client, cast, planned):
    run(cast)
    html = page(client, cast.sam, "/team/")
    assert "chance to attain" not in html


def test_the_executive_sees_teams(client, cast, planned):
    run(cast)
    html = page(client, cast.erin, "/business/")
    assert "36% chance to attain: too hard" in html
    assert "99% chance to attain: too easy" in html
    assert "Olga Officer" not in html


def test_do_next_ranks_by_what_winning_adds_to_the_goal(client, cast, planned):
    small, large = (
        open_deal(
            actor=cast.olga, at=NOW, name=name, amount=Decimal(amount), currency="EUR", next_step="Call",
            next_step_on=TODAY - timedelta(days=late), expected_close_on=date(2026, 12, 9),
        )
        for name, amount, late in (("Small", 1_000, 9), ("Large", 30_000, 0))
    )  # fmt: skip
    kept = run(cast).outlooks.get(person=cast.olga)
    never = np.packbits(np.zeros((2, 100), bool), axis=1)
    kept.open_deals = pack_deals(
        np.array([small.pk, large.pk]), np.array([0.9, 0.2]), np.ones(2), np.array([1_000.0, 30_000.0]), never
    )
    kept.save()
    html = page(client, cast.olga, "/today/")
    assert "by what they add to your goal" in html
    assert html.index("Call: Large") < html.index("Call: Small")
    assert "20% likely to be won in time; won, it adds 30 points to your chance." in html
    assert "90% likely to be won in time; won, it adds 1 point to your chance." in html


def test_a_long_shot_does_not_stand_above_a_deal_that_can_still_go_either_way():
    shot, even, waits = (
        Row("deal", "Long shot", "", "", "", 4, points=18, likely=15),
        Row("deal", "Even", "", "", "", 4, points=14, likely=50),
        waiting_row(1),
    )
    assert in_order([shot, even, waits]) == [waits, even, shot]


def test_without_a_chance_what_is_overdue_comes_first(client, cast, planned):
    for name, late in (("Small", 9), ("Large", 0)):
        open_deal(
            actor=cast.olga, at=NOW, name=name, amount=Decimal(9_000), currency="EUR", next_step="Call",
            next_step_on=TODAY - timedelta(days=late), expected_close_on=date(2026, 12, 9),
        )  # fmt: skip
    html = page(client, cast.olga, "/today/")
    assert "overdue first, then by amount × stage chance" in html
    assert html.index("Call: Small") < html.index("Call: Large")


def test_a_past_quarter_shows_what_was_reached_not_chances(client, cast, planned):
    run(cast)
    assert "chance to attain" not in page(client, cast.nora, "/team/?period=2026-Q3")
