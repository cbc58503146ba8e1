"""Publishing, accepting, countering, revising: both sides, all versions."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.authority.readers import advance
from tandem.collaboration import actions as answers
from tandem.collaboration.models import Agreement
from tandem.core.errors import BeyondLimit, Refused
from tandem.goals import actions
from tandem.goals.models import Plan, Target
from tandem.goals.tests.make import NOW, browser, plan_for, row
from tandem.people.actions import set_team_manager
from tests.cast import Cast

D = Decimal
LATER = NOW + timedelta(days=2)


@pytest.fixture
def published(cast: Cast) -> Plan:
    plan = plan_for(cast, top=1_000_000, weights={"history": 0, "pipeline": 0, "even": 100})
    return actions.publish(plan, actor=cast.erin, at=NOW)


def asked(target: Target) -> Agreement:
    return Agreement.objects.filter(about="goals.target", about_id=target.pk).latest("pk")


def test_every_officer_and_manager_is_asked_once(cast: Cast, published: Plan):
    answerers = Agreement.objects.filter(kind="goals.target").values_list("answerer__name", flat=True)
    assert sorted(answerers) == sorted(
        p.name for p in (cast.olga, cast.omar, cast.otto, cast.pia, cast.paul, cast.nora, cast.nils, cast.sam)
    )


def test_a_draft_does_not_exist_for_the_officer(cast: Cast):
    plan = plan_for(cast)
    assert not Target.objects.visible_to(cast.olga).exists()
    actions.publish(plan, actor=cast.erin, at=NOW)
    assert [t.name for t in Target.objects.visible_to(cast.olga)] == ["Olga Officer"]


def test_accepting_keeps_the_figure(cast: Cast, published: Plan):
    answers.accept(asked(row(published, cast.olga)), actor=cast.olga, at=LATER)
    assert row(published, cast.olga).state == "accepted"


def test_a_counter_that_the_manager_takes_becomes_the_figure(cast: Cast, published: Plan):
    target = row(published, cast.olga)
    answers.counter(asked(target), actor=cast.olga, at=LATER, figure=D(180_000), reason="Two weeks of leave")
    assert row(published, cast.olga).state == "countered"
    assert row(published, cast.olga).amount == D(200_000)
    answers.accept_counter(asked(target), actor=cast.nora, at=LATER)
    target = row(published, cast.olga)
    assert (target.amount, target.state) == (D(180_000), "accepted")
    assert [v.amount for v in target.versions.all()] == [D(200_000), D(180_000)]


@pytest.mark.parametrize(
    ("metric", "typed", "kept"), [("bookings", D("180000.005"), D(180_000)), ("deals_won", D("7.4"), D(7))]
)
def test_a_counter_is_kept_in_the_smallest_unit_of_the_plan(cast: Cast, metric: str, typed: D, kept: D):
    plan = plan_for(cast, top=100 if metric == "deals_won" else 1_000_000, metric=metric)
    actions.publish(plan, actor=cast.erin, at=NOW)
    answers.counter(asked(row(plan, cast.olga)), actor=cast.olga, at=LATER, figure=typed, reason="Leave")
    assert asked(row(plan, cast.olga)).figure == kept
    answers.accept_counter(asked(row(plan, cast.olga)), actor=cast.nora, at=LATER)
    assert row(plan, cast.olga).amount == kept


def test_a_manager_who_stands_firm_keeps_the_figure(cast: Cast, published: Plan):
    target = row(published, cast.olga)
    answers.counter(asked(target), actor=cast.olga, at=LATER, figure=D(180_000), reason="Two weeks of leave")
    answers.stand_firm(asked(target), actor=cast.nora, at=LATER, reason="Leave is counted")
    target = row(published, cast.olga)
    assert (target.amount, target.state) == (D(200_000), "stood_firm")


def test_a_revision_keeps_the_old_figure_and_asks_again(cast: Cast, published: Plan):
    target = row(published, cast.olga)
    answers.accept(asked(target), actor=cast.olga, at=LATER)
    actions.revise_target(target, actor=cast.nora, at=LATER, amount=D(190_000), reason="Territory moved")
    target = row(published, cast.olga)
    assert (target.amount, target.state) == (D(190_000), "proposed")
    assert target.versions.last().before == D(200_000)
    assert asked(target).figure == D(190_000)
    page = browser(cast.olga).get(reverse("goals:answer", args=[asked(target).pk])).content.decode()
    assert "now €10,000 below the suggestion" in page


def test_a_revision_takes_the_unanswered_request_back(cast: Cast, published: Plan):
    target = row(published, cast.olga)
    first = asked(target)
    actions.revise_target(target, actor=cast.erin, at=LATER, amount=D(190_000), reason="Territory moved")
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert Agreement.objects.about(target).open().count() == 1


def test_a_revision_beyond_the_limit_is_for_the_next_person_up(cast: Cast, published: Plan):
    with pytest.raises(BeyondLimit) as beyond:
        actions.revise_target(
            row(published, cast.olga), actor=cast.nora, at=LATER, amount=D(150_000), reason="Territory moved"
        )
    assert beyond.value.approver_id == cast.erin.pk


def test_a_revision_needs_a_reason(cast: Cast, published: Plan):
    with pytest.raises(Refused, match="only with a reason"):
        actions.revise_target(row(published, cast.olga), actor=cast.nora, at=LATER, amount=D(1), reason=" ")


def test_a_published_figure_is_not_typed_over(cast: Cast, published: Plan):
    with pytest.raises(Refused, match="published"):
        actions.set_target(row(published, cast.olga), actor=cast.erin, amount=D(1))


def test_a_closed_quarter_stays_closed(cast: Cast, published: Plan):
    with pytest.raises(Refused, match="ended on 31 Dec 2026"):
        actions.revise_target(
            row(published, cast.olga),
            actor=cast.erin,
            at=NOW + timedelta(days=200),
            amount=D(1),
            reason="Late",
        )


def test_what_was_read_is_what_is_published(cast: Cast):
    plan = plan_for(cast)
    client, url = browser(cast.erin), reverse("goals:publish", args=[plan.pk])
    seen = client.get(url).context["page"].plan.version
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(150_000))
    late = client.post(url, {"version": seen})
    assert (late.status_code, "while you were editing" in late.content.decode()) == (422, True)
    plan.refresh_from_db()
    assert plan.state == "draft"
    assert client.post(url, {"version": late.context["page"].plan.version}).status_code == 303
    plan.refresh_from_db()
    assert plan.state == "published"


def test_who_leads_a_team_from_now_on_is_asked_what_the_one_before_left_open(cast: Cast, published: Plan):
    before = asked(row(published, cast.south))
    set_team_manager(cast.south, actor=cast.adam, manager=cast.nils)
    advance("goals")
    before.refresh_from_db()
    now = asked(row(published, cast.south))
    assert before.state == "withdrawn"
    assert (now.answerer, now.asker, now.figure) == (cast.nils, before.asker, before.figure)
    advance("goals")
    assert asked(row(published, cast.south)) == now
    answers.accept(now, actor=cast.nils, at=LATER)
    assert row(published, cast.south).state == "accepted"


def test_what_was_answered_stays_with_who_answered(cast: Cast, published: Plan):
    answers.accept(asked(row(published, cast.south)), actor=cast.sam, at=LATER)
    set_team_manager(cast.south, actor=cast.adam, manager=cast.nils)
    advance("goals")
    told = asked(row(published, cast.south))
    assert (told.answerer, told.state) == (cast.sam, "accepted")
