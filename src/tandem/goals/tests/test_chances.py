"""Chances in the workbench: the gauge, chips, equal chance, fixes, reasons, prices, what publishing keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tandem.activities.actions import log_activity
from tandem.authority import organization
from tandem.authority.configuring import configure
from tandem.collaboration import actions as answer_with
from tandem.collaboration.models import Agreement
from tandem.core.errors import Refused
from tandem.customers.actions import add_account
from tandem.deals.tests.make import sales
from tandem.goals import actions
from tandem.goals.models import Plan, TargetVersion
from tandem.goals.packing import pack
from tandem.goals.queries import bench, costs, fairness, plan_page, record_of_chances
from tandem.goals.queries.chances import draws_of, odds_of
from tandem.goals.queries.must import must_be
from tandem.goals.queries.odds import curve_of
from tandem.goals.rules import SPLITS
from tandem.goals.tests.make import HTMX, NOW, Q4, browser, kept_outlook, kept_run, plan_for, row, won
from tandem.people.absences import record_absence
from tests.cast import Cast

AS_OF = date(2026, 9, 20)
MEANS = {"olga": 300_000, "omar": 150_000, "otto": 200_000, "pia": 250_000, "paul": 100_000}


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = AS_OF.isoformat()


def drawn(cast: Cast) -> dict:
    rng = np.random.default_rng(4)
    return {getattr(cast, name): rng.gamma(9, mean / 9, 1000) for name, mean in MEANS.items()}


@pytest.fixture
def run(cast: Cast):
    return kept_run(Q4, drawn(cast), as_of=AS_OF)


@pytest.fixture
def plan(cast: Cast, run) -> Plan:
    return plan_for(cast, top=950_000, weights={"history": 0, "pipeline": 0, "even": 100})


def page_of(cast: Cast, plan: Plan):
    return plan_page(cast.erin, Plan.objects.get(pk=plan.pk), today=AS_OF)


def test_each_row_says_the_chance_its_draws_give(cast, plan):
    page = page_of(cast, plan)
    officers = {each.target.person_id: each for each in page.officers}
    for person, draws in drawn(cast).items():
        share = np.mean(np.float32(draws) >= 190_000) * 100
        assert officers[person.pk].target.amount == 190_000
        assert officers[person.pk].odds.percent == pytest.approx(min(max(share, 1), 99))
    north = next(each for each in page.rows if each.target.team_id == cast.north.pk)
    together = sum(drawn(cast)[who] for who in (cast.olga, cast.omar, cast.otto))
    assert north.odds.percent == pytest.approx(np.mean(together >= 570_000) * 100, abs=0.2)


def test_a_team_has_the_chance_that_its_own_pages_tell(cast, plan, run):
    """Its draws count who joined after the plan was made, and what those booked who left; its officers' do not."""
    rng = np.random.default_rng(8)
    for team, mean in ((cast.maple, 1_300_000), (cast.north, 600_000)):
        kept_outlook(run, team, rng.gamma(9, mean / 9, 1000))
    page = page_of(cast, plan)
    period = plan.period(organization.calendar())
    for team in (cast.maple, cast.north):
        told = curve_of(cast.erin, row(plan, team), period).chance(row(plan, team).amount)
        shown = next(each for each in page.rows if each.target.team_id == team.pk)
        assert shown.odds.percent == pytest.approx(told.value * 100)
        assert odds_of(row(plan, team)).percent == pytest.approx(told.value * 100)
    assert page.chances.gauge.percent == pytest.approx(page.rows[0].odds.percent)


def test_a_team_with_too_little_history_tells_no_chance_whatever_its_officers(cast, plan, run):
    kept_outlook(run, cast.north, np.full(1000, 600_000.0), thin="quarters")
    north = next(each for each in page_of(cast, plan).rows if each.target.team_id == cast.north.pk)
    assert (north.odds.percent, north.odds.missing[:18]) == (None, "8 quarters of hist")


def test_equal_chance_gives_everybody_the_same(cast, plan):
    actions.resplit(plan, actor=cast.erin, weights={"history": 0, "pipeline": 0, "even": 0, "chance": 100})
    page = page_of(cast, plan)
    percents = [each.odds.percent for each in page.officers]
    assert max(percents) - min(percents) < 1.5
    assert sum(each.target.amount for each in page.officers) == 950_000
    assert page.split == "chance"
    actions.set_target(row(plan, cast.olga), actor=cast.erin, amount=Decimal(200_000), locked=True)
    rest = [
        each.odds.percent for each in page_of(cast, plan).officers if each.target.person_id != cast.olga.pk
    ]
    north = [
        each.odds.percent for each in page_of(cast, plan).officers if each.target.home_id == cast.south.pk
    ]
    assert max(north) - min(north) < 1.5
    assert min(rest) < min(percents)


def test_the_chance_told_beside_a_suggestion_is_that_of_the_suggestion(cast, plan):
    actions.resplit(plan, actor=cast.erin, weights=SPLITS["chance"])

    def told() -> float:
        return row(plan, cast.pia).reasons["parts"][0]["value"]

    alike = told()
    assert 40 < alike < 75
    for who in (cast.olga, cast.omar, cast.otto, cast.pia, cast.paul):
        actions.set_target(row(plan, who), actor=cast.erin, locked=True)
    actions.resplit(plan, actor=cast.erin)
    assert told() == alike


def test_without_a_run_equal_chance_says_so(cast):
    plan = plan_for(cast, top=950_000)
    with pytest.raises(Refused, match="there are none for this period yet"):
        actions.resplit(
            plan, actor=cast.erin, weights={"history": 0, "pipeline": 0, "even": 0, "chance": 100}
        )
    html = browser(cast.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert "Chances for Q4 2026 are not worked out yet" in html


def test_the_workbench_shows_gauge_curves_and_the_portfolio_effect(cast, plan):
    html = browser(cast.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert 'data-gauge="goal-top"' in html
    assert 'role="slider"' in html
    assert "Ambitious but achievable" in html
    assert "With every officer at 60%, all together reach the sum of their targets" in html
    assert html.count('class="odds-cell"') == 9
    assert "Chances as of" in html


def test_the_gauge_agrees_with_the_draws(cast, plan):
    found = bench(page_of(cast, plan)).gauge
    together = sum(drawn(cast).values())
    assert found.percent == pytest.approx(np.mean(together >= 950_000) * 100, abs=0.2)
    low, high = found.achievable
    assert np.mean(together >= float(low)) == pytest.approx(0.7, abs=0.01)
    assert np.mean(together >= float(high)) == pytest.approx(0.5, abs=0.01)
    assert found.step == 1_000


def test_nothing_is_told_as_impossible_or_certain(cast, plan):
    odds = odds_of(row(plan, cast.paul))
    assert odds.chance_of(Decimal(100_000_000)) == 1
    assert odds.chance_of(Decimal(1)) == 99
    client = browser(cast.erin)
    client.post(reverse("goals:shape", args=[plan.pk]), {"top": "90000000"})
    html = client.get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert "data-gauge-chance>1%<" in html
    assert "0% chance to attain" not in html


def test_who_carries_a_part_may_ask_which_figure_has_a_chance(cast, plan):
    html = browser(cast.nora).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert reverse("goals:which", args=[plan.pk]) in html
    asked = browser(cast.nora).get(reverse("goals:which", args=[plan.pk]), {"chance": "60"}, **HTMX)
    told = asked.content.decode()
    assert "has 60%." in told
    assert "Apply" not in told


def test_which_target_has_a_chance(cast, plan):
    client = browser(cast.erin)
    html = client.get(reverse("goals:which", args=[plan.pk]), {"chance": "60"}, **HTMX).content.decode()
    figure = bench(page_of(cast, plan)).gauge.figure_at(0.6)
    assert f"€{figure:,.0f}" in html
    client.post(reverse("goals:shape", args=[plan.pk]), {"top": f"{figure}"})
    plan.refresh_from_db()
    assert plan.top == figure
    assert bench(page_of(cast, plan)).gauge.percent == pytest.approx(60, abs=0.6)
    refused = client.get(reverse("goals:which", args=[plan.pk]), {"chance": "120"}).content.decode()
    assert "Write 99 or less." in refused


def test_a_kept_figure_says_why_until_it_changes(cast, plan):
    target = row(plan, cast.paul)
    with pytest.raises(Refused):
        actions.keep_target(target, actor=cast.erin, reason=" ")
    browser(cast.erin).post(reverse("goals:keep", args=[target.pk]), {"reason": "Takes over a large account"})
    found = fairness(page_of(cast, plan))
    assert cast.paul not in [each.row.target.person for each in found.open]
    assert cast.paul in [each.row.target.person for each in found.outside]
    actions.set_target(row(plan, cast.paul), actor=cast.erin, amount=Decimal(200_000))
    assert cast.paul in [each.row.target.person for each in fairness(page_of(cast, plan)).open]


def test_locks_floors_and_over_assignment_have_a_price(cast, plan):
    actions.set_target(row(plan, cast.olga), actor=cast.erin, amount=Decimal(100_000), locked=True)
    found = costs(page_of(cast, plan))
    assert [(each.name, each.what) for each in found.constraints] == [("Olga Officer", "locked at €100,000")]
    assert found.constraints[0].points > 5
    shares = [share for _, share in found.overs]
    assert shares == sorted(shares, reverse=True)
    assert 99 > shares[0] > shares[-1] > 1
    html = browser(cast.erin).get(reverse("goals:costs", args=[plan.pk])).content.decode()
    assert "locked at €100,000 costs the others" in html


def test_over_assignment_says_what_it_costs(cast, plan):
    actions.resplit(plan, actor=cast.erin, over_officers=Decimal(5))
    assert bench(page_of(cast, plan)).over_costs.startswith("It costs officers ")


def test_a_history_too_thin_gives_no_number_and_says_what_is_missing(cast):
    kept_run(Q4, drawn(cast), as_of=AS_OF, thin="quarters")
    plan = plan_for(cast, top=950_000)
    page = page_of(cast, plan)
    assert [each.odds.percent for each in page.officers] == [None] * 5
    html = browser(cast.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert html.count("pchip p0") >= 5
    assert "5 without a chance" in html
    assert "data-gauge=" not in html


def test_publishing_keeps_the_chance_that_was_stated(cast, plan):
    actions.publish(plan, actor=cast.erin, at=NOW)
    stated = TargetVersion.objects.get(target=row(plan, cast.olga)).chance
    assert stated == pytest.approx(np.mean(np.float32(drawn(cast)[cast.olga]) >= 190_000) * 100)
    assert TargetVersion.objects.get(target=row(plan, cast.maple)).chance is not None


def test_an_edit_answers_with_the_chances_of_the_rows_that_moved(cast, plan):
    target = row(plan, cast.paul)
    html = (
        browser(cast.erin)
        .post(reverse("goals:set", args=[target.pk]), {"amount": "90000"}, **HTMX)
        .content.decode()
    )
    share = np.mean(np.float32(drawn(cast)[cast.paul]) >= 90_000) * 100
    assert f"{round(share)}%" in html
    assert 'id="goal-outside"' in html


def test_draws_are_read_in_two_statements(cast, plan, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = draws_of(plan)
    assert set(found.people) == {person.pk for person in drawn(cast)}


def answer_of(cast: Cast, plan: Plan):
    actions.publish(plan, actor=cast.erin, at=NOW)
    return Agreement.objects.about(row(plan, cast.paul)).get()


def test_the_officer_reads_chance_range_and_what_must_be_true(cast, plan):
    agreement = answer_of(cast, plan)
    html = browser(cast.paul).get(reverse("goals:answer", args=[agreement.pk])).content.decode()
    share = np.mean(np.float32(drawn(cast)[cast.paul]) >= 190_000) * 100
    assert f"{round(share)}%" in html
    assert "8 in 10 landings: €" in strip_tags(html)
    assert "too hard" in html
    assert "Half of all landings are above" in html
    assert "too few to say how many more that is" in html


def test_a_target_that_is_reached_has_no_chance_any_more(cast, plan, settings):
    """As on Team: "reached", wherever it stands, and nobody is asked about it."""
    settings.TANDEM_TODAY = "2026-11-16"
    agreement = answer_of(cast, plan)
    client = browser(cast.erin)
    before = fairness(plan_page(cast.erin, Plan.objects.get(pk=plan.pk), today=date(2026, 11, 16)))
    assert cast.paul in [each.row.target.person for each in before.outside]
    assert ">reached<" not in client.get(reverse("goals:plan", args=[plan.pk])).content.decode()
    won(cast.paul, 190_000, date(2026, 11, 3))
    after = fairness(plan_page(cast.erin, Plan.objects.get(pk=plan.pk), today=date(2026, 11, 16)))
    assert cast.paul not in [each.row.target.person for each in after.outside]
    assert len(after.percents) == len(before.percents) - 1
    assert client.get(reverse("goals:plan", args=[plan.pk])).content.decode().count(">reached<") == 1
    answer = browser(cast.paul).get(reverse("goals:answer", args=[agreement.pk])).content.decode()
    assert ">reached<" in answer
    forecast = client.get(
        reverse("forecasts:index"), {"team": cast.south.pk, "period": "2026-Q4"}
    ).content.decode()
    assert forecast.count(">reached<") == 1


def test_one_meeting_is_no_meetings(cast, plan):
    found = replace(
        must_be(odds_of(row(plan, cast.paul)), AS_OF), gap=Decimal(1), deals=1, meetings=1, per_deal=1.0
    )
    assert found.sentence.endswith("or about 1 more meeting at 1.0 for each deal won.")


def test_who_mostly_brings_nothing_is_offered_no_figure_of_nothing(cast, plan, run):
    half = np.concatenate([np.zeros(600), np.full(400, 90_000.0)])
    run.outlooks.filter(person=cast.paul).update(drawn=pack(half))
    paul = next(each for each in fairness(page_of(cast, plan)).outside if each.row.target.person == cast.paul)
    assert paul.percent < 2
    assert "No figure has a chance of 50%: half of all landings bring nothing." in paul.words
    assert "At €0" not in paul.words


def test_what_must_be_true_counts_deals_of_the_usual_size(cast, plan):
    sales(cast)
    for month in range(1, 7):
        won(cast.paul, 40_000, date(2026, month, 10))
    found = must_be(odds_of(row(plan, cast.paul)), AS_OF)
    middle = round(float(np.median(drawn(cast)[cast.paul])))
    assert float(found.gap) == pytest.approx(190_000 - middle, abs=2)
    assert found.deals == -(-(190_000 - middle) // 40_000)
    assert "more deals of the usual €40.0k, by 6 won within a year." in found.sentence


def test_what_must_be_true_counts_the_meetings_that_a_deal_won_takes(cast, plan):
    sales(cast)
    acorn = add_account(actor=cast.paul, name="Acorn")
    for month in range(1, 7):
        won(cast.paul, 40_000, date(2026, month, 10))
        for day in (1, 8, 9):
            held = datetime(2026, month, day, 9, tzinfo=UTC)
            log_activity(actor=cast.paul, about=acorn, kind="meeting", happened_at=held, outcome="held")
    log_activity(actor=cast.paul, about=acorn, kind="meeting", happened_at=held, outcome="no_show")
    log_activity(actor=cast.paul, about=acorn, kind="call", happened_at=held, outcome="reached")
    log_activity(
        actor=cast.paul,
        about=acorn,
        kind="meeting",
        happened_at=datetime(2025, 5, 1, tzinfo=UTC),
        outcome="held",
    )
    found = must_be(odds_of(row(plan, cast.paul)), AS_OF)
    assert found.per_deal == 3
    assert found.meetings == 3 * found.deals
    assert f"or about {found.meetings} more meetings at 3.0 for each deal won." in found.sentence


def test_a_counter_proposal_shows_its_own_chance_before_it_is_sent(cast, plan):
    agreement = answer_of(cast, plan)
    client = browser(cast.paul)
    url = reverse("goals:weigh", args=[agreement.pk])
    assert url in client.get(reverse("collaboration:counter", args=[agreement.pk])).content.decode()
    share = np.mean(np.float32(drawn(cast)[cast.paul]) >= 100_000) * 100
    html = client.get(url, {"figure": "100k"}, **HTMX).content.decode()
    assert f"{round(share)}%" in html
    assert "€100,000" in html
    assert "<html" in client.get(url, {"figure": "100k"}).content.decode()
    assert browser(cast.pia).get(url, {"figure": "100k"}).status_code == 404
    agreement.refresh_from_db()
    assert agreement.state == "waiting"


def test_the_page_of_a_target_follows_what_is_answered_on_it(cast, plan):
    actions.publish(plan, actor=cast.erin)
    target = row(plan, cast.olga)
    html = browser(cast.olga).get(reverse("goals:target", args=[target.pk])).content.decode()
    whole = html[html.index('id="goal-story"') :]
    assert f'hx-get="/goals/target/{target.pk}/"' in whole[:200]
    assert "collaboration:changed from:body" in whole[:300]
    assert whole.index("your move") < whole.index("Accept goal") < whole.index("</footer>")


def test_who_decides_reads_the_chance_of_the_counter_proposal(cast, plan):
    agreement = answer_of(cast, plan)
    answer_with.counter(agreement, actor=cast.paul, at=NOW, figure=Decimal(100_000), reason="Leave")
    share = np.mean(np.float32(drawn(cast)[cast.paul]) >= 100_000) * 100
    for viewer in (agreement.asker, cast.paul):
        told = browser(viewer).get(reverse("goals:answer", args=[agreement.pk]))
        assert round(told.context["story"].counter_percent) == round(share)
        assert '"fig">€100,000</span><span class="pchip' in told.content.decode()
    answer_with.accept_counter(agreement, actor=agreement.asker, at=NOW)
    told = browser(cast.paul).get(reverse("goals:answer", args=[agreement.pk]))
    assert told.context["story"].counter_percent is None


def test_the_record_counts_reached_targets_by_their_stated_chance(cast, plan, settings):
    settings.TANDEM_TODAY = "2027-01-04"
    sales(cast)
    actions.publish(plan, actor=cast.erin, at=NOW)
    TargetVersion.objects.filter(target__person__isnull=False).update(chance=58)
    won(cast.paul, 190_000, date(2026, 11, 3))
    won(cast.pia, 100_000, date(2026, 11, 3))
    found = record_of_chances(cast.erin, date(2027, 1, 4))
    assert [(each.stated, each.rate.hits, each.rate.n) for each in found] == [
        (40, 0, 0), (50, 0, 0), (60, 1, 5), (70, 0, 0),
    ]  # fmt: skip
    assert found[2].words == "1 of 5 reached, too few to judge"
    assert [each.rate.n for each in record_of_chances(cast.nora, date(2027, 1, 4))] == [0, 0, 3, 0]
    configure(actor=cast.adam, fiscal_start_month=2)  # changes no record of what is over
    assert record_of_chances(cast.erin, date(2027, 1, 4)) == found
    assert sum(each.rate.n for each in record_of_chances(cast.erin, AS_OF)) == 0


def test_the_record_is_headed_once(cast, plan):
    client = browser(cast.erin)
    page = client.get(reverse("goals:record")).content.decode()
    assert page.count(">Record of chances<") == 1
    assert 'aria-label="Periods that are over"' in page and "stated 60%" in page
    assert 'id="record-h"' in client.get(reverse("goals:record"), **HTMX).content.decode()


def test_the_check_tells_the_days_of_work_away_within_the_period(cast: Cast, plan: Plan):
    assert "Nobody has written down an absence" in bench(page_of(cast, plan)).presence.words
    record_absence(cast.olga, actor=cast.olga, first_on=date(2026, 9, 21), last_on=date(2026, 10, 9))
    # Q4 2026 has 66 days from Monday to Friday; of the absence 1, 2 and 5 to 9 October lie in it.
    assert "Olga Officer 7 of 66" in bench(page_of(cast, plan)).presence.words
