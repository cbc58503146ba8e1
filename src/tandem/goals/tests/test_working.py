"""Having the chances of a plan worked out: when it begins, how far it is, and whether they are up to date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.core.errors import NotAllowed, Refused
from tandem.core.jobs.models import Job
from tandem.deals.tests.make import sales
from tandem.goals import actions
from tandem.goals.models import Plan, Run
from tandem.goals.queries.working import OF_PLAN, Working, working
from tandem.goals.tests.make import HTMX, Q4, browser, kept_run, opened, plan_for
from tandem.people.actions import move_person
from tests.cast import Cast

TODAY = date(2026, 9, 20)
AT = datetime(2026, 9, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    sales(cast)
    return plan_for(cast)


def how(cast: Cast, plan: Plan) -> Working:
    return working(cast.erin, plan, Run.objects.newest_first().first(), today=TODAY)


def page_of(cast: Cast, plan: Plan) -> str:
    return browser(cast.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()


def waiting(plan: Plan, **values) -> Job:
    about = {"metric": "bookings", "period": Q4.key}
    return Job.objects.create(
        kind=OF_PLAN, once=f"{OF_PLAN} bookings {Q4.key}", values=about, asked_at=AT, **values
    )


def test_opening_a_plan_starts_the_run_once_it_is_kept(cast: Cast, django_capture_on_commit_callbacks):
    sales(cast)
    with django_capture_on_commit_callbacks(execute=True):
        plan = plan_for(cast)
        assert not Job.objects.exists()
    job = Job.objects.get()
    assert (job.kind, job.state, job.asked_by) == (OF_PLAN, "done", cast.erin)
    assert job.done == job.total > 0
    run = Run.objects.get()
    assert (run.metric, run.start_on, run.as_of) == ("bookings", Q4.start, TODAY)
    assert how(cast, plan).stale is False


def test_starting_twice_makes_one_run(cast: Cast, plan: Plan):
    first = actions.work_out(plan, actor=cast.erin, at=AT)
    again = actions.work_out(plan, actor=cast.erin, at=AT)
    assert (first.state, again.state) == ("done", "done")
    assert Run.objects.count() == 1


def test_while_one_waits_no_other_is_started(cast: Cast, plan: Plan):
    there = waiting(plan)
    assert actions.work_out(plan, actor=cast.sam, at=AT) == there
    assert how(cast, plan).runs


def test_the_workbench_of_a_draft_without_a_run_of_today_starts_it_by_itself(cast: Cast, plan: Plan):
    assert 'hx-trigger="load" hx-target="this"' in page_of(cast, plan)
    kept_run(Q4, {cast.olga: [1.0, 2.0]}, as_of=date(2026, 9, 19))
    assert how(cast, plan).due
    answer = browser(cast.erin).post(reverse("goals:work", args=[plan.pk]), **HTMX)
    assert "The new chances are there." in answer.content.decode()
    assert not how(cast, plan).due


def test_what_did_not_work_is_told_and_not_tried_again_by_itself(cast: Cast, plan: Plan):
    waiting(plan, state="failed", error="The disk is full.")
    assert not how(cast, plan).due
    html = page_of(cast, plan)
    assert "The last attempt did not work: The disk is full." in html
    assert "Work out now" in html


def test_how_far_it_is_stands_on_the_page_and_without_a_script_too(cast: Cast, plan: Plan):
    waiting(plan, state="running", done=3, total=12, words="Drawing landings")
    html = page_of(cast, plan)
    for words in ("are being worked out", "Drawing landings", "3 of 12", "every 1s", "Look again"):
        assert words in html
    url = reverse("goals:work", args=[plan.pk])
    assert "3 of 12" in browser(cast.erin).get(url, **HTMX).content.decode()
    assert 'id="workbench"' in browser(cast.erin).get(url).content.decode()
    answer = browser(cast.erin).post(url)
    assert (answer.status_code, answer["Location"]) == (303, reverse("goals:plan", args=[plan.pk]))


def test_a_change_of_deals_or_people_offers_to_work_out_again(cast: Cast, plan: Plan):
    actions.work_out(plan, actor=cast.erin, at=AT)
    assert not how(cast, plan).changed
    assert "Work out again" not in page_of(cast, plan)
    opened(cast.olga, 5_000, Q4.start)
    assert how(cast, plan).changed
    html = page_of(cast, plan)
    assert "Chances as of" in html
    assert "Deals or people have changed since." in html
    assert "Work out again" in html
    actions.work_out(plan, actor=cast.erin, at=AT)
    assert Run.objects.count() == 2
    assert not how(cast, plan).changed
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=TODAY)
    assert how(cast, plan).changed


def test_a_deal_of_another_part_of_the_organization_changes_nothing(cast: Cast):
    sales(cast)
    plan = plan_for(cast, actor=cast.erin, team=cast.south)
    actions.work_out(plan, actor=cast.erin, at=AT)
    opened(cast.olga, 5_000, Q4.start)
    assert not how(cast, plan).changed


def test_what_changes_no_input_leaves_the_run_and_settles_the_question(cast: Cast, plan: Plan):
    actions.work_out(plan, actor=cast.erin, at=AT)
    run = Run.objects.get()
    Run.objects.update(entry_id=0)
    assert how(cast, plan).changed
    actions.work_out(plan, actor=cast.erin, at=AT)
    assert Run.objects.get().pk == run.pk
    assert not how(cast, plan).changed


def test_who_only_looks_starts_nothing(cast: Cast, plan: Plan):
    with pytest.raises(NotAllowed):
        actions.work_out(plan, actor=cast.adam, at=AT)
    assert browser(cast.adam).post(reverse("goals:work", args=[plan.pk])).status_code == 403
    assert browser(cast.olga).post(reverse("goals:work", args=[plan.pk])).status_code == 404
    assert not working(cast.adam, plan, None, today=TODAY).due


def test_a_period_that_is_over_stays_as_it_is(cast: Cast, plan: Plan):
    with pytest.raises(Refused, match="ended on"):
        actions.work_out(plan, actor=cast.erin, at=datetime(2027, 2, 1, tzinfo=UTC))
    assert not working(cast.erin, plan, None, today=date(2027, 2, 1)).may_start


def test_editing_and_publishing_draw_nothing_anew(cast: Cast, plan: Plan):
    actions.work_out(plan, actor=cast.erin, at=AT)
    run = Run.objects.get()
    drawn = {each.pk: bytes(each.drawn) for each in run.outlooks.all()}
    actions.resplit(plan, actor=cast.erin, at=AT, top=plan.top * 2)
    actions.set_target(plan.targets.get(person=cast.pia), actor=cast.erin, at=AT, locked=True)
    actions.publish(plan, actor=cast.erin, at=AT)
    assert Run.objects.get().digest == run.digest != ""
    assert {each.pk: bytes(each.drawn) for each in run.outlooks.all()} == drawn
