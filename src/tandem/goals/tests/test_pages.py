"""The pages: the workbench with and without a script, who sees what, what a page costs."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from tandem.goals import actions, queries
from tandem.goals.models import Plan
from tandem.goals.queries import rows
from tandem.goals.tests.make import HTMX, NOW, browser, plan_for, row, url, won
from tandem.people.actions import add_person
from tests.cast import SINCE, Cast

D = Decimal

pytestmark = pytest.mark.usefixtures("as_of")


# ---- the workbench


def test_the_workbench_shows_every_team_and_officer(cast: Cast, plan: Plan):
    page = browser(cast.erin).get(url("plan", plan.pk)).content.decode()
    for name in ("North", "Harbor", "South", "Olga Officer", "Otto"):
        assert name in page
    assert "Sums are exact" in page
    assert "Publish goals" in page


def test_a_typed_figure_without_a_script_comes_back_on_the_page(cast: Cast, plan: Plan):
    target = row(plan, cast.pia)
    answer = browser(cast.erin).post(url("set", target.pk), {"amount": "€300k"})
    assert answer.status_code == 303
    assert row(plan, cast.pia).amount == D(300_000)


def test_with_a_script_only_the_rows_that_moved_come_back(cast: Cast, plan: Plan):
    target = row(plan, cast.pia)
    page = browser(cast.erin).post(url("set", target.pk), {"amount": "250000"}, **HTMX).content.decode()
    assert f'id="t{target.pk}"' in page
    assert f'id="t{row(plan, cast.paul).pk}"' in page
    assert f'id="t{row(plan, cast.olga).pk}"' not in page
    assert 'id="goal-checks"' in page


def test_of_many_rows_an_edit_draws_those_in_sight_and_the_others_fetch_themselves(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rows, "WHOLE_AT_MOST", 4)
    monkeypatch.setattr(rows, "SCREEN", 3)
    monkeypatch.setattr(rows, "NEXT", 4)
    client = browser(cast.erin)
    whole = client.get(url("plan", plan.pk)).content.decode()
    everybody = re.findall(r'<tbody id="t(\d+)"', whole)
    inside = {**HTMX, "HTTP_HX_TARGET": "workbench"}
    page = client.post(url("shape", plan.pk), {"top": "1100000"}, **inside).content.decode()
    drawn = re.findall(r'<tbody id="t(\d+)"', page)
    asked = re.findall(r"\?rows=([\d,]+)", page)
    assert drawn == everybody[:3]
    assert ",".join(asked).split(",") == everybody[3:]
    assert page.count("Paul") == 1  # by name and figure, until he comes into sight
    rest = client.get(f"{url('plan', plan.pk)}?rows={asked[0]}", **HTMX).content.decode()
    assert re.findall(r'<tbody id="t(\d+)"', rest) == everybody[3:7]
    assert "<html" not in rest


def test_rows_of_others_are_not_fetched(cast: Cast, plan: Plan):
    hers, theirs = row(plan, cast.olga), row(plan, cast.pia)
    address = f"{url('plan', plan.pk)}?rows={hers.pk},{theirs.pk},x,{2**100}"
    page = browser(cast.nora).get(address, **HTMX).content.decode()
    assert f'id="t{hers.pk}"' in page
    assert f'id="t{theirs.pk}"' not in page


def test_a_turned_team_is_drawn_with_its_rows(cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "WHOLE_AT_MOST", 4)
    monkeypatch.setattr(rows, "SCREEN", 3)
    monkeypatch.setattr(rows, "ABOVE", 1)
    found = queries.plan_page(cast.erin, plan, today=NOW.date()).shown
    sight = queries.in_sight(found, cast.south.pk)
    assert [each for part in sight for each in part.rows] == found
    (drawn,) = [part.rows for part in sight if not part.later]
    assert [each.target.name for each in drawn] == ["Otto Officer", "South", "Paul Officer"]


def test_a_lock_is_set_and_taken_away(cast: Cast, plan: Plan):
    client, target = browser(cast.erin), row(plan, cast.pia)
    client.post(url("set", target.pk), {"amount": "200,000", "locked": "yes"})
    assert row(plan, cast.pia).locked
    client.post(url("set", target.pk), {"amount": "200,000", "locked": "no"})
    assert not row(plan, cast.pia).locked


def test_an_emptied_figure_goes_back_to_the_split(cast: Cast, plan: Plan):
    client, target = browser(cast.erin), row(plan, cast.pia)
    client.post(url("set", target.pk), {"amount": "300000"})
    client.post(url("set", target.pk), {"amount": ""})
    assert (row(plan, cast.pia).amount, row(plan, cast.pia).typed) == (D(200_000), False)


@pytest.mark.parametrize("script", [{}, HTMX])
def test_what_does_not_work_is_told_at_the_cell_and_nothing_is_lost(cast: Cast, plan: Plan, script: dict):
    actions.set_target(row(plan, cast.south), actor=cast.erin, amount=D(400_000), locked=True)
    target = row(plan, cast.pia)
    answer = browser(cast.erin).post(url("set", target.pk), {"amount": "900000"}, **script)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="900000"' in page
    assert "South has €400,000 to give" in page
    assert row(plan, cast.pia).amount == D(200_000)


def test_what_is_no_figure_is_told_at_the_cell(cast: Cast, plan: Plan):
    answer = browser(cast.erin).post(url("set", row(plan, cast.pia).pk), {"amount": "lots"}, **HTMX)
    assert answer.status_code == 422
    assert "does not read as an amount" in answer.content.decode()


def test_top_split_and_cushion_change_above_the_table(cast: Cast, plan: Plan):
    client = browser(cast.erin)
    client.post(url("shape", plan.pk), {"top": "1.2M", "over_officers": "2"})
    plan.refresh_from_db()
    assert (plan.top, plan.over_officers) == (D(1_200_000), D(2))
    client.post(url("shape", plan.pk), {"split": "history"})
    plan.refresh_from_db()
    assert plan.weights == {"history": 100, "pipeline": 0, "even": 0}
    assert client.post(url("shape", plan.pk), {"top": "0"}, **HTMX).status_code == 422


def test_weights_that_do_not_add_up_come_back_with_the_form(cast: Cast, plan: Plan):
    values = {"history": 50, "pipeline": 10, "even": 10, "over_officers": 0, "over_teams": 0}
    answer = browser(cast.erin).post(url("split", plan.pk), values)
    assert answer.status_code == 422
    assert "add up to 70%" in answer.content.decode()


def test_teams_fold_by_a_plain_link(cast: Cast, plan: Plan):
    client = browser(cast.erin)
    page = client.get(url("plan", plan.pk), {"turn": cast.south.pk}).content.decode()
    assert "Pia" not in page
    again = client.get(
        url("plan", plan.pk), {"turned": cast.south.pk, "turn": cast.south.pk}
    ).content.decode()
    assert "Pia" in again


def test_an_edit_leaves_teams_folded_with_and_without_a_script(cast: Cast, plan: Plan):
    client, edited = browser(cast.erin), url("set", row(plan, cast.pia).pk)
    beside = f'id="t{row(plan, cast.paul).pk}"'  # moves along, as South has what it has
    assert beside in client.post(edited, {"amount": "250000"}, **HTMX).content.decode()
    answer = client.post(edited, {"amount": "260000", "turned": cast.south.pk}, **HTMX)
    assert answer.status_code == 200
    assert beside not in answer.content.decode()
    page = f"http://testserver{url('plan', plan.pk)}?turn={cast.south.pk}"
    plain = client.post(edited, {"amount": "270000"}, HTTP_REFERER=page)
    assert plain.status_code == 303
    assert plain["Location"] == f"{url('plan', plan.pk)}?turned={cast.south.pk}#t{row(plan, cast.pia).pk}"


def test_a_plan_of_many_teams_begins_with_those_right_below_the_top(cast: Cast, plan: Plan, monkeypatch):
    monkeypatch.setattr("tandem.goals.queries.rows.TEAMS_AT_MOST", 2)
    html = browser(cast.erin).get(url("plan", plan.pk)).content.decode()
    assert f'id="t{row(plan, cast.north).pk}"' in html
    assert f'id="t{row(plan, cast.olga).pk}"' not in html
    opened = browser(cast.erin).get(url("plan", plan.pk), {"turn": cast.north.pk}).content.decode()
    assert f'id="t{row(plan, cast.olga).pk}"' in opened


def test_a_floor_above_the_ceiling_is_refused(cast: Cast, plan: Plan):
    answer = browser(cast.erin).post(
        url("bounds", row(plan, cast.pia).pk), {"floor": "300000", "ceiling": "200000"}
    )
    assert answer.status_code == 422
    assert "At least €300,000" in answer.content.decode()


# ---- whose part is whose


def test_a_manager_sees_and_shares_only_their_part(cast: Cast, plan: Plan):
    client = browser(cast.sam)
    page = client.get(url("plan", plan.pk)).content.decode()
    assert "Pia" in page
    assert "Olga" not in page
    assert "Maple" not in page.split("<main")[1].split("goal-top")[1]
    before = row(plan, cast.olga).amount
    client.post(url("set", row(plan, cast.pia).pk), {"amount": "250000"})
    assert row(plan, cast.south).amount == D(400_000)
    assert row(plan, cast.paul).amount == D(150_000)
    assert row(plan, cast.olga).amount == before


def test_a_manager_cannot_take_more_than_was_given_to_them(cast: Cast, plan: Plan):
    answer = browser(cast.sam).post(url("set", row(plan, cast.pia).pk), {"amount": "500000"}, **HTMX)
    assert answer.status_code == 422
    assert row(plan, cast.south).amount == D(400_000)


def test_a_manager_does_not_set_their_own_teams_figure(cast: Cast, plan: Plan):
    answer = browser(cast.sam).post(url("set", row(plan, cast.south).pk), {"amount": "300000"}, **HTMX)
    assert answer.status_code == 422
    assert row(plan, cast.south).amount == D(400_000)


def test_what_is_another_teams_does_not_exist(cast: Cast, plan: Plan):
    client = browser(cast.sam)
    for name in ("set", "bounds"):
        assert client.post(url(name, row(plan, cast.olga).pk), {"amount": "1"}).status_code == 404
    assert client.get(url("target", row(plan, cast.olga).pk)).status_code == 404
    north = plan_for(cast, team=cast.north, metric="deals_won", top=20)
    assert client.get(url("plan", north.pk)).status_code == 404
    assert client.get(url("versions", north.pk)).status_code == 404


def test_an_officer_has_no_workbench_and_no_draft(cast: Cast, plan: Plan):
    client = browser(cast.olga)
    assert client.get(url("plan", plan.pk)).status_code == 404
    assert client.get(url("target", row(plan, cast.olga).pk)).status_code == 404
    assert client.post(url("set", row(plan, cast.olga).pk), {"amount": "1"}).status_code == 404
    assert client.get(url("plan_new")).status_code == 403


# ---- lists, panels, costs


def test_the_list_of_goals_for_each_role(cast: Cast, plan: Plan):
    for person in (cast.olga, cast.nora, cast.erin):
        assert browser(person).get(url("index")).status_code == 200
    assert "Set the first goal" not in browser(cast.erin).get(url("index")).content.decode()
    assert "No goal yet" in browser(cast.olga).get(url("index")).content.decode()
    actions.publish(plan, actor=cast.erin, at=NOW)
    assert "€200,000" in browser(cast.olga).get(url("index")).content.decode()


def test_the_sidebar_says_where_the_goal_stands(cast: Cast, plan: Plan, settings):
    assert "Your manager sets it" in browser(cast.olga).get(url("index")).content.decode()
    actions.publish(plan, actor=cast.erin, at=NOW)
    settings.TANDEM_TODAY = "2026-11-13"
    won(cast.olga, 100_000, date(2026, 11, 2))
    page = browser(cast.olga).get(url("index")).content.decode()
    side = page.split('class="side-goal"')[1].split("</a>")[0]
    assert "My Q4" in side
    assert "50%" in side
    assert "day 32 of 66" in side


def test_how_it_is_worked_out_uses_ones_own_numbers(cast: Cast, plan: Plan, settings):
    actions.publish(plan, actor=cast.erin, at=NOW)
    settings.TANDEM_TODAY = "2026-11-13"
    won(cast.olga, 100_000, date(2026, 11, 2))
    page = browser(cast.olga).get(url("how")).content.decode()
    assert "€100,000 ÷ €200,000" in page
    assert "linear" in page


def test_the_board_foot_adds_up_to_the_target(cast: Cast, plan: Plan, settings):
    actions.publish(plan, actor=cast.erin, at=NOW)
    settings.TANDEM_TODAY = "2026-11-13"
    won(cast.olga, 100_000, date(2026, 11, 2))
    page = browser(cast.olga).get(url("board_foot"), **HTMX).content.decode()
    assert "Booked €100k" in page
    assert "Target €200k" in page
    assert page.lstrip().startswith('<footer id="board-foot"')


def _queries(client: Client, address: str, count) -> int:
    client.get(address)
    with count() as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_page_costs_the_same_for_one_officer_and_for_twenty(
    cast: Cast, plan: Plan, django_capture_on_commit_callbacks, django_assert_max_num_queries, settings
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> CaptureQueriesContext:
        return CaptureQueriesContext(connection)

    erin = browser(cast.erin)
    few = _queries(erin, url("plan", plan.pk), count)
    for number in range(20):
        add_person(actor=cast.adam, name=f"New {number}", role="officer", team=cast.south, since=SINCE)
    actions.resplit(plan, actor=cast.erin)
    assert _queries(erin, url("plan", plan.pk), count) == few
    target = row(plan, cast.pia)
    with count() as edit:
        erin.post(url("set", target.pk), {"amount": "99000"}, **HTMX)
    assert len(edit) <= 32
    actions.publish(plan, actor=cast.erin, at=NOW)
    settings.TANDEM_TODAY = "2026-11-13"
    assert _queries(erin, url("plan", plan.pk), count) <= 19
    assert _queries(erin, url("index"), count) <= 13


def test_the_sidebar_takes_three_statements_at_most(cast: Cast, plan: Plan, django_assert_max_num_queries):
    from tandem.authority import organization
    from tandem.goals.queries.panels import side_goal

    actions.publish(plan, actor=cast.erin, at=NOW)
    day = date(2026, 11, 13)
    for person in (cast.olga, cast.nora, cast.erin):
        side_goal(person, today=day)
        with organization.kept():
            organization.current()
            with django_assert_max_num_queries(3):
                assert side_goal(person, today=day)
