"""Team: figures against hand-calculated ones, who may look, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.authority.configuring import configure
from tandem.deals.actions import delete_deal, edit_deal, import_deal, lose_deal, open_deal
from tandem.deals.models import Deal, LostReason
from tandem.deals.tests.make import sales
from tandem.goals.actions import publish
from tandem.goals.models import KeptCurve
from tandem.goals.queries.pace import curve_of
from tandem.goals.queries.standing import own_goal
from tandem.goals.tests.make import Q4, opened, plan_for, row, won
from tandem.people.actions import add_person
from tandem.people.models import Person, Team
from tandem.workspace.queries.team import team_page

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def planned(cast):
    """North has 500,000 for the quarter: Olga 200,000, Omar 100,000, Harbor with Otto 200,000."""
    sales(cast)
    plan = plan_for(cast, top=1_000_000)
    publish(plan, actor=cast.erin, at=NOW)
    figures = (
        (cast.north, 500_000), (cast.harbor, 200_000),
        (cast.olga, 200_000), (cast.omar, 100_000), (cast.otto, 200_000),
    )  # fmt: skip
    for who, amount in figures:  # round ones, so that they can be checked by hand
        plan.targets.filter(pk=row(plan, who).pk).update(amount=Decimal(amount))
    return plan


def lost(owner: Person, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    deal = open_deal(actor=owner, at=at - timedelta(days=30), name="Deal", amount=Decimal(1), currency="EUR")
    reason = LostReason.objects.first()
    lose_deal(deal, actor=owner, at=at, closed_on=day, reason=reason)


def page(client: Client, person: Person, query: str = "") -> str:
    client.force_login(person)
    response = client.get(f"/team/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_team_renders(client, cast):
    html = page(client, cast.nora)
    assert "Team North" in html
    assert "no target yet" in html
    assert "Deals at risk" not in html
    assert page(client, cast.erin)


def test_who_leads_no_team_yet_is_told_so(client, cast):
    manager = add_person(actor=cast.adam, name="Max Manager", role="manager", email="max@maple.example")
    assert "You lead no team yet" in page(client, manager)
    assert client.get(f"/team/?team={cast.north.pk}").status_code == 200
    assert "North" not in client.get(f"/team/?team={cast.north.pk}").content.decode()
    Team.objects.update(manager=None)
    client.force_login(cast.erin)
    assert client.get("/business/").status_code == 200


def test_attained_and_gap_are_those_of_the_definition(cast, planned):
    won(cast.olga, 90_000, date(2026, 10, 15))
    won(cast.otto, 30_000, date(2026, 11, 2))
    won(cast.pia, 77_000, date(2026, 11, 2))
    found = team_page(cast.nora, "", "", sort="", today=TODAY)
    by_name = {one.name: one for one in found.rows}
    assert found.whole.booked.period == 120_000
    assert found.whole.percent == pytest.approx(24)
    assert by_name["Olga Officer"].percent == pytest.approx(45)
    share = Decimal(38) / Decimal(66)  # working days, for want of history
    assert by_name["Olga Officer"].gap == pytest.approx(90_000 - 200_000 * share, abs=Decimal("0.01"))
    assert [one.name for one in found.rows] == ["Olga Officer", "Otto Officer", "Omar Officer"]


def test_a_row_stands_where_its_own_goal_says_it_stands(cast, planned):
    """Each team's periods run their own way: both roles read one pace, whichever team the page is of."""
    curve = curve_of(cast.olga.team, "bookings", Q4)
    KeptCurve.objects.filter(team=cast.olga.team).update(shares=[share**3 for share in curve.shares])
    found = team_page(cast.erin, str(cast.maple.pk), "", sort="", today=TODAY)
    [olga] = [each for each in found.rows if each.name == cast.olga.name]
    goal = own_goal(cast.olga, TODAY)
    assert goal is not None
    assert (olga.gap, olga.pace) == (goal.standing.gap, goal.pace_percent)
    assert olga.pace != found.whole.pace


def test_coverage_is_what_is_open_in_the_quarter_over_what_is_left(cast, planned):
    won(cast.olga, 50_000, date(2026, 10, 15))
    opened(cast.olga, 225_000, date(2026, 12, 1))
    opened(cast.olga, 999_000, date(2027, 1, 1))
    found = team_page(cast.nora, "", "", sort="", today=TODAY)
    olga = next(one for one in found.rows if one.record == cast.olga)
    assert olga.coverage == pytest.approx(225_000 / 150_000)
    assert found.whole.coverage == pytest.approx(225_000 / 450_000)


def test_win_rate_and_cycle_tell_how_many_deals_they_rest_on(cast, planned):
    for day in (3, 4, 5):
        won(cast.olga, 1000, date(2026, 11, day))
    lost(cast.omar, date(2026, 11, 6))
    closed = team_page(cast.nora, "", "", sort="", today=TODAY).closed
    assert (closed.win_rate().hits, closed.win_rate().n) == (3, 4)
    assert closed.percent == pytest.approx(75)
    assert closed.win_rate_change() is None  # nothing before to compare with
    assert closed.cycle().n == 3


def test_a_deal_moved_out_of_the_quarter_has_slipped(client, cast, planned):
    deal = opened(cast.omar, 10_000, date(2026, 12, 1))
    edit_deal(
        deal, actor=cast.omar, at=datetime(2026, 11, 20, tzinfo=UTC), expected_close_on=date(2027, 2, 1)
    )
    assert "1 deal slipped" in page(client, cast.nora)


def test_results_stay_with_the_team_that_earned_them(cast, planned):
    from tandem.people.actions import move_person

    won(cast.omar, 40_000, date(2026, 10, 15))
    move_person(cast.omar, actor=cast.adam, team=cast.south, since=date(2026, 11, 1))
    found = team_page(cast.nora, "", "", sort="", today=TODAY)
    assert found.whole.booked.period == 40_000


def test_the_rows_and_what_was_booked_elsewhere_add_up_to_the_team(client, cast, planned):
    from tandem.people.actions import move_person

    won(cast.pia, 40_000, date(2026, 10, 15))
    move_person(cast.pia, actor=cast.adam, team=cast.harbor, since=date(2026, 11, 1))
    cast.pia.refresh_from_db()
    won(cast.pia, 5_000, date(2026, 11, 5))
    found = team_page(cast.nora, "", "", sort="", today=TODAY)
    assert sum(one.booked.period for one in found.rows) == 45_000
    assert (found.whole.booked.period, found.outside) == (5_000, 40_000)
    assert "−€40.0k" in page(client, cast.nora)
    assert team_page(cast.sam, "", "", sort="", today=TODAY).outside == 5_000


def test_a_quarter_without_targets_shows_who_was_there_on_its_last_day(client, cast, planned):
    from tandem.people.actions import move_person

    won(cast.omar, 40_000, date(2026, 9, 15))
    move_person(cast.omar, actor=cast.adam, team=cast.south, since=date(2026, 10, 1))
    found = team_page(cast.nora, "", "2026-Q3", sort="name", today=TODAY)
    assert [one.name for one in found.rows] == ["Olga Officer", "Omar Officer", "Otto Officer"]
    assert [one.booked.period for one in found.rows] == [0, 40_000, 0]
    assert not found.outside
    assert "Omar Officer" in page(client, cast.nora, "?period=2026-Q3")
    there = team_page(cast.sam, "", "2026-Q3", sort="name", today=TODAY)
    assert "Omar Officer" not in [one.name for one in there.rows]


def test_where_nobody_knows_when_deals_were_opened_no_cycle_is_told(client, cast, planned):
    for amount in (1_000, 2_000, 3_000):
        deal = import_deal(
            actor=cast.olga, name="Old", state="won", amount=Decimal(amount), currency="EUR",
            closed_on=date(2026, 11, 2),
        )  # fmt: skip
    html = page(client, cast.nora)
    assert "when deals were opened is not known" in html and "0 days" not in html
    assert "<dd>not known</dd>" in client.get(f"/deals/{deal.pk}/").content.decode()
    assert "signed in" not in client.get("/deals/").content.decode()
    for _ in range(5):
        import_deal(
            actor=cast.olga, name="Old", state="won", amount=Decimal(500), currency="EUR",
            created_at=datetime(2026, 10, 20, 10, tzinfo=UTC), closed_on=date(2026, 11, 2),
        )  # fmt: skip
    assert "13 days" in page(client, cast.nora)


def test_past_quarters_can_be_read(client, cast, planned):
    html = page(client, cast.nora, "?period=2026-Q3")
    assert "Q3 2026" in html
    assert "Q1 2020" in page(client, cast.nora, "?period=2020-Q1")
    client.force_login(cast.nora)
    for other in ("1999-Q1", "2027-Q1", "2026-10", "2025", "Q3"):
        assert client.get(f"/team/?period={other}").status_code == 404


def test_a_quarter_of_another_fiscal_year_can_be_read(client, cast, planned):
    configure(actor=cast.adam, fiscal_start_month=2)
    html = page(client, cast.nora, "?period=2026-07x3")
    assert 'aria-current="true">Jul–Sep 2026' in html


def test_a_quarter_that_is_over_says_what_it_came_to(cast, planned):
    won(cast.olga, 210_000, date(2026, 10, 15))
    after = date(2027, 1, 10)
    found = team_page(cast.nora, "", "2026-Q4", sort="", today=after)
    by_name = {one.name: one for one in found.rows}
    assert by_name["Olga Officer"].words == "Target reached, €10.0k over"
    assert by_name["Otto Officer"].words == "€200k short"
    assert by_name["Olga Officer"].pace is None
    assert by_name["Olga Officer"].coverage is None


def test_a_quarter_that_is_over_shows_what_was_attained_and_no_columns_without_meaning(
    client, cast, planned, settings
):
    won(cast.olga, 210_000, date(2026, 10, 15))
    settings.TANDEM_TODAY = "2027-01-10"
    for person, where in ((cast.nora, "/team/"), (cast.erin, "/business/")):
        client.force_login(person)
        over, running = (
            client.get(f"{where}?period={period}").content.decode() for period in ("2026-Q4", "2027-Q1")
        )
        assert "Attained</th>" in over and "Cover<" not in over and "Chance<" not in over
        assert "Attained</th>" not in running and "Cover<" in running and "Chance<" in running
    client.force_login(cast.nora)
    assert '<span class="tn">105%</span>' in client.get("/team/?period=2026-Q4").content.decode()


def test_what_is_deleted_after_a_quarter_counts_in_it(cast, planned):
    gone = won(cast.olga, 210_000, date(2026, 10, 15))
    lost(cast.olga, date(2026, 10, 20))

    def told(period: str):
        found = team_page(cast.nora, "", period, sort="name", today=date(2027, 1, 10))
        names = [(row.name, row.booked.period, row.words) for row in found.rows]
        return names, found.whole.booked.trend, found.closed.win_rate(), found.closed.cycle()

    before, next_before = told("2026-Q4"), told("2027-Q1")
    assert before[2].hits == 1 and before[2].n == 2
    for deal in (gone, Deal.objects.get(state="lost")):
        delete_deal(deal, actor=cast.nora, at=datetime(2027, 1, 8, 9, tzinfo=UTC))
    assert told("2026-Q4") == before
    assert told("2027-Q1") == next_before


def test_whose_team_it_is_not_does_not_exist(client, cast, planned):
    opened(cast.pia, 5_000, date(2026, 12, 1))
    for person in (cast.nora, cast.nils):
        html = page(client, person)
        assert "Pia" not in html
        assert "South" not in html
    assert "Olga" not in page(client, cast.nils)
    for person, team, status in (
        (cast.nils, cast.north, 404), (cast.sam, cast.harbor, 404), (cast.nora, cast.harbor, 200),
        (cast.erin, cast.south, 200), (cast.olga, cast.north, 404), (cast.adam, cast.north, 404),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(f"/team/?team={team.pk}").status_code == status
        assert client.get(f"/team/flow/?team={team.pk}").status_code == status
    client.force_login(cast.olga)
    assert client.get("/team/").status_code == 404


def test_rows_can_be_sorted(client, cast, planned):
    won(cast.omar, 1_000, date(2026, 10, 15))
    found = team_page(cast.nora, "", "", sort="name", today=TODAY)
    assert [one.name for one in found.rows] == sorted(one.name for one in found.rows)
    for sort in ("booked", "cover", "nonsense"):
        assert page(client, cast.nora, f"?sort={sort}")


def test_a_large_team_shows_its_first_officers_and_leads_to_all(client, cast, planned, monkeypatch):
    monkeypatch.setattr("tandem.workspace.queries.team.SHOWN", 2)
    won(cast.olga, 150_000, date(2026, 10, 9))
    won(cast.otto, 100_000, date(2026, 10, 9))
    html = page(client, cast.nora)
    assert "The first 2 of 3." in html
    assert "Olga Officer" in html and "Omar Officer" not in html
    assert [row.name for row in shown(cast.nora, "behind").rows] == ["Omar Officer", "Otto Officer"]
    whole = page(client, cast.nora, "?all=yes")
    assert "Omar Officer" in whole and "The first" not in whole
    assert shown(cast.nora, "").whole.booked.period == 250_000, "sums are of everybody"


def shown(viewer: Person, sort: str):
    return team_page(viewer, "", "", sort=sort, today=TODAY)


def test_where_deals_wait_counts_passages(client, cast, planned):
    from tandem.deals.actions import move_deal
    from tandem.deals.tests.make import stage

    for number in range(3):
        deal = opened(cast.olga, 1000, date(2026, 12, 1))
        at = datetime(2026, 10, 10, 9, tzinfo=UTC)
        if number:
            move_deal(deal, actor=cast.olga, at=at, stage=stage("Discover"))
        else:
            lose_deal(deal, actor=cast.olga, at=at, closed_on=at.date(), reason=LostReason.objects.first())
    client.force_login(cast.nora)
    html = client.get("/team/flow/", headers={"HX-Request": "true"}).content.decode()
    assert "2 of 3 moved on" in html
    assert "20 days" in html


def test_it_asks_thirteen_times_at_most_whether_for_one_officer_or_twenty(client, cast, planned):
    asked = []
    for size in (2, 20):
        while Person.objects.on_path(cast.north.path).officers().count() < size:
            number = Person.objects.count()
            person = add_person(
                actor=cast.adam,
                name=f"Officer {number}",
                role="officer",
                team=cast.north,
                since=date(2024, 1, 1),
            )
            opened(person, 1000, date(2026, 12, 1))
            won(person, 1000, date(2026, 10, 12))
        page(client, cast.nora)
        with CaptureQueriesContext(connection) as found:
            client.get("/team/")
        asked.append(len(found))
    assert asked[0] == asked[1] <= 13, [query["sql"][:120] for query in found.captured_queries]


def test_the_quarter_of_the_plan_is_that_of_the_page():
    assert Q4.contains(TODAY)


@pytest.mark.parametrize("day", [TODAY, date(2027, 2, 1)])
def test_what_an_officer_booked_opens_its_deals_while_the_period_runs_and_after(
    client, cast, planned, settings, day: date
):
    won(cast.olga, 60_000, date(2026, 10, 7))
    won(cast.olga, 12_000, date(2026, 11, 9))
    won(cast.olga, 5_000, date(2026, 9, 30))
    won(cast.omar, 7_000, date(2026, 10, 8))
    settings.TANDEM_TODAY = day.isoformat()
    places = [(cast.nora, "/team/?period=2026-Q4"), (cast.olga, "/goals/")]
    for who, place in [*places, *([(cast.olga, "/today/")] if day == TODAY else [])]:
        client.force_login(who)
        html = client.get(place).content.decode()
        links = [unescape(one) for one in re.findall(r'class="opens"[^>]*href="([^"]*)"', html)]
        [link] = [one for one in links if f"owner={cast.olga.pk}&" in one]
        assert sum(deal.amount for deal in client.get(link).context["list"].matching) == 72_000
