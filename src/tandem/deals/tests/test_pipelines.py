"""Configuring pipelines, stages and reasons."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.core.errors import NotAllowed, Refused
from tandem.deals import actions, queries
from tandem.deals.actions import stages
from tandem.deals.actions.pipelines import NewStage
from tandem.deals.models import Deal, LostReason, Pipeline, Stage, StageChange
from tandem.deals.tests import make
from tests.cast import Cast


def names(pipeline: Pipeline) -> list[str]:
    return [stage.name for stage in Stage.objects.used().filter(pipeline=pipeline)]


def test_a_pipeline_gets_its_ends_and_the_first_is_the_default(cast: Cast):
    pipeline = actions.add_pipeline(
        actor=cast.adam, name="Hardware", stages=[NewStage("Prospecting", 20), NewStage("Engaging", 60)]
    )
    assert names(pipeline) == ["Prospecting", "Engaging", "Won", "Lost"]
    assert pipeline.default
    assert LostReason.objects.filter(name="Not recorded").exists()
    second = actions.add_pipeline(actor=cast.adam, name="Renewals", default=True)
    assert [p.name for p in Pipeline.objects.filter(default=True)] == [second.name]


def test_only_an_administrator_configures(cast: Cast):
    for person in (cast.olga, cast.nora, cast.erin):
        with pytest.raises(NotAllowed):
            actions.add_pipeline(actor=person, name="Mine")


def test_a_stage_is_added_before_another_and_moved(cast: Cast):
    pipeline = make.sales(cast)
    actions.add_stage(pipeline, actor=cast.adam, name="Trial", chance=55, before=make.stage("Negotiate"))
    assert names(pipeline)[2:4] == ["Propose", "Trial"]
    order = [stage.pk for stage in Stage.objects.used().open().filter(pipeline=pipeline)]
    actions.reorder_stages(pipeline, actor=cast.adam, order=order[::-1])
    assert names(pipeline) == [
        "Commit",
        "Negotiate",
        "Trial",
        "Propose",
        "Discover",
        "Qualify",
        "Won",
        "Lost",
    ]
    with pytest.raises(Refused, match="other stages"):
        actions.reorder_stages(pipeline, actor=cast.adam, order=order[:2])


def test_usual_days_reach_the_deals_that_stand_in_the_stage(cast: Cast):
    deal = make.deal(cast.olga)
    stage = make.stage("Qualify")
    actions.edit_stage(stage, actor=cast.adam, usual_days=3)
    deal.refresh_from_db()
    assert deal.usual_until_on == deal.stage_since.date() + timedelta(days=3)
    actions.edit_stage(stage, actor=cast.adam, usual_days=None)
    deal.refresh_from_db()
    assert deal.usual_until_on is None


def test_usual_days_are_measured_when_nobody_configured_them(cast: Cast):
    pipeline = actions.add_pipeline(
        actor=cast.adam, name="Own", stages=[NewStage("A", 20), NewStage("B", 60)]
    )
    first, second = pipeline.stages.all()[:2]
    for number in range(20):
        deal = make.deal(cast.olga, pipeline=pipeline)
        actions.move_deal(
            deal, actor=cast.olga, stage=second, at=deal.created_at + timedelta(days=number + 1)
        )
        if number == 18:
            assert actions.measure_stages(at=make.NOW + timedelta(days=60)) == 0
    stays = make.deal(cast.olga, pipeline=pipeline)
    assert actions.measure_stages(at=make.NOW + timedelta(days=60)) == 1
    first.refresh_from_db()
    assert (first.usual, first.usual_days) == (10, None)
    stays.refresh_from_db()
    assert stays.usual_until_on == stays.stage_since.date() + timedelta(days=10)


def test_usual_days_are_those_of_a_year_and_not_of_a_quarters_end(cast: Cast, monkeypatch):
    """The last days of a quarter close what waited long; deals that went on within days came before."""
    monkeypatch.setattr(stages, "PASSAGES", 20)
    pipeline = actions.add_pipeline(
        actor=cast.adam, name="Own", stages=[NewStage("A", 20), NewStage("B", 60)]
    )
    first, second = pipeline.stages.all()[:2]
    for number in range(50):
        deal, waited = make.deal(cast.olga, pipeline=pipeline), 10 if number < 30 else 80
        actions.move_deal(deal, actor=cast.olga, stage=second, at=deal.created_at + timedelta(days=waited))
    actions.measure_stages(at=make.NOW + timedelta(days=90))
    first.refresh_from_db()
    assert first.usual == 10
    actions.measure_stages(at=make.NOW + timedelta(days=90 + 365))  # a year without any: the latest count
    first.refresh_from_db()
    assert first.usual == 80


def test_removing_a_stage_asks_where_its_deals_go_and_keeps_the_history(cast: Cast):
    deal = make.deal(cast.olga)
    stage = make.stage("Qualify")
    with pytest.raises(Refused, match="1 deal stands in this stage"):
        actions.remove_stage(stage, actor=cast.adam)
    actions.remove_stage(stage, actor=cast.adam, heir=make.stage("Discover"))
    deal.refresh_from_db()
    assert deal.stage.name == "Discover"
    assert "Qualify" not in names(deal.pipeline)
    assert [change.to_stage.name for change in StageChange.objects.filter(deal=deal)] == [
        "Qualify",
        "Discover",
    ]
    assert Entry.objects.filter(verb="deals.move", about_id=deal.pk).exists()


def test_a_pipeline_keeps_its_ends_and_an_open_stage(cast: Cast):
    pipeline = actions.add_pipeline(actor=cast.adam, name="Own", stages=[NewStage("A", 20)])
    with pytest.raises(Refused, match="ends in won and lost"):
        actions.remove_stage(pipeline.stages.get(name="Won"), actor=cast.adam)
    with pytest.raises(Refused, match="needs an open stage"):
        actions.remove_stage(pipeline.stages.get(name="A"), actor=cast.adam)


def test_a_stage_chance_is_a_percentage_fixed_at_the_ends(cast: Cast):
    make.sales(cast)
    with pytest.raises(Refused, match="between 0 and 100"):
        actions.edit_stage(make.stage("Qualify"), actor=cast.adam, chance=101)
    with pytest.raises(Refused, match="of won is 100%"):
        actions.edit_stage(make.stage("Won"), actor=cast.adam, chance=90)
    with pytest.raises(Refused, match="could ask for"):
        actions.edit_stage(make.stage("Qualify"), actor=cast.adam, exit_criteria=[{"field": "mood"}])


def test_a_reason_is_not_renamed_to_another_one(cast: Cast):
    make.deal(cast.olga)
    price, budget = make.reason(), make.reason("No budget")
    for name in (budget.name, "no BUDGET"):
        with pytest.raises(Refused, match="on the list already"):
            actions.edit_lost_reason(price, actor=cast.adam, name=name, active=True)
    actions.edit_lost_reason(price, actor=cast.adam, name="PRICE", active=False)
    assert Entry.objects.latest("pk").facts == {"name": ["Price", "PRICE"], "active": [True, False]}


def test_a_reason_that_is_no_longer_offered_stays_on_its_deals(cast: Cast):
    deal = make.deal(cast.olga)
    price = make.reason()
    actions.lose_deal(deal, actor=cast.olga, reason=price)
    actions.edit_lost_reason(price, actor=cast.adam, name="Price", active=False)
    assert Deal.objects.get(pk=deal.pk).lost_reason == price


def test_a_pipeline_is_retired_once_no_deal_is_open_in_it_and_used_again(cast: Cast, client: Client):
    make.sales(cast)
    partners = actions.add_pipeline(actor=cast.adam, name="Partners")
    deal = actions.open_deal(actor=cast.olga, name="Gate", stage=queries.stages_of(partners)[0])
    client.force_login(cast.adam)
    use, page = reverse("deals:pipeline_use", args=[partners.pk]), reverse("deals:pipelines")
    assert use in client.get(page).content.decode()
    refused = client.post(use, {"active": "no"})
    assert refused.status_code == 422
    assert "1 open deal is in Partners." in refused.content.decode()
    actions.delete_deal(deal, actor=cast.olga)
    assert client.post(use, {"active": "no"}).status_code == 303
    assert "Use again" in client.get(page).content.decode()
    with pytest.raises(Refused):
        actions.open_deal(actor=cast.olga, name="Gate", stage=queries.stages_of(partners)[0])
    assert client.post(use, {"active": "yes"}).status_code == 303
    partners.refresh_from_db()
    assert partners.active


def test_the_default_pipeline_is_not_retired_and_a_retired_one_that_becomes_it_is_used(cast: Cast):
    default = make.sales(cast)
    with pytest.raises(Refused):
        actions.edit_pipeline(default, actor=cast.adam, active=False)
    partners = actions.add_pipeline(actor=cast.adam, name="Partners")
    actions.edit_pipeline(partners, actor=cast.adam, active=False)
    assert actions.edit_pipeline(partners, actor=cast.adam, default=True).active
