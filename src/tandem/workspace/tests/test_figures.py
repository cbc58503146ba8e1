"""How figures are made: worked examples, checked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tandem.authority.configuring import configure
from tandem.deals.actions import lose_deal
from tandem.deals.models import LostReason
from tandem.deals.tests.make import sales
from tandem.goals.tests.make import opened, won
from tandem.insights.actions import keep_outlooks
from tandem.insights.tests.make import AT, history
from tandem.workspace.queries.figures import figures_page

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


def test_examples_use_the_viewer_s_own_numbers(cast):
    sales(cast)
    won(cast.olga, 30_000, date(2026, 10, 15))
    won(cast.olga, 10_000, date(2026, 10, 16))
    won(cast.pia, 999_999, date(2026, 10, 16))
    lost = opened(cast.olga, 20_000, date(2026, 11, 1))
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    lose_deal(lost, actor=cast.olga, at=at, closed_on=at.date(), reason=LostReason.objects.first())
    deal = opened(cast.olga, 50_000, date(2026, 12, 1))
    found = {figure.key: figure for figure in figures_page(cast.olga, TODAY).figures}
    assert (found["win-rate"].example, found["win-rate"].value) == ("2 ÷ (2 + 1)", "66.7%")
    assert found["win-rate-amount"].value == "66.7%"  # 40,000 of 60,000
    assert (found["size"].example, found["size"].value) == ("€40,000 ÷ 2", "€20,000")
    weight = Decimal(50_000) * deal.stage.chance / 100
    assert found["weighted"].value == f"€{weight:,.0f}"
    assert found["risk"].example == "1 of 1 open deals"


def test_a_figure_opens_the_deals_it_is_made_of(client, cast):
    sales(cast)
    configure(actor=cast.adam, visibility="everyone")  # what Olga sees of others is none of hers
    won(cast.olga, 30_000, date(2026, 10, 15))
    won(cast.olga, 10_000, date(2026, 7, 16))
    won(cast.pia, 5_000, date(2026, 10, 16))
    opened(cast.olga, 50_000, date(2026, 12, 1))
    opened(cast.olga, 20_000, date(2027, 3, 1))
    for person, expected in (
        (cast.olga, {"size": 1, "win-rate": 1, "coverage": 1, "weighted": 2, "risk": 2}),
        (cast.erin, {"size": 2, "win-rate": 2, "coverage": 1, "weighted": 2, "risk": 2}),
    ):
        client.force_login(person)
        figures = {figure.key: figure for figure in figures_page(person, TODAY).figures}
        html = client.get("/figures/").content.decode()
        for key, count in expected.items():
            query = figures[key].deals
            assert len(client.get(f"/api/v1/deals?{query}").json()["items"]) == count, (person.name, key)
            assert f"?{query}".replace("&", "&amp;") in html or not figures[key].example


def test_everybody_reads_it_and_only_their_own(client, cast):
    sales(cast)
    won(cast.pia, 424_242, date(2026, 10, 16))
    for person in cast.everybody():
        client.force_login(person)
        html = client.get("/figures/").content.decode()
        assert "How these numbers are made" in html
        assert ("424,242" in html) == (person in (cast.pia, cast.sam, cast.erin))


def test_what_looks_ahead_tells_its_range_its_grounds_and_its_record(cast):
    sales(cast)
    history(cast)
    keep_outlooks(today=TODAY, at=AT)
    found = {figure.key: figure for figure in figures_page(cast.nora, TODAY).ahead}
    assert found["outlook"].example.startswith("North, Q1 2027: ")
    assert " – " in found["outlook"].value
    assert "Its errors there widen the range" in found["outlook"].record
    assert "was off by" in found["outlook"].record
    assert found["chance"].value == ""  # no target, no chance
    officer = {figure.key: figure for figure in figures_page(cast.olga, TODAY).ahead}
    assert officer["outlook"].value == ""


def test_each_figure_says_what_it_rests_on(cast):
    page = figures_page(cast.olga, TODAY)
    assert all(figure.data for figure in (*page.figures, *page.ahead))
