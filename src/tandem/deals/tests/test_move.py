"""Moving deals through their stages."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.deals import actions
from tandem.deals.actions.pipelines import NewStage
from tandem.deals.models import Deal, StageChange
from tandem.deals.tests import make
from tests.cast import Cast


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_a_move_keeps_when_and_how_long(cast: Cast):
    deal = make.deal(cast.olga)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"), at=make.NOW)
    change = StageChange.objects.filter(deal=deal).latest("pk")
    assert (change.from_stage.name, change.to_stage.name) == ("Qualify", "Discover")
    assert change.seconds == timedelta(days=14).total_seconds()
    deal.refresh_from_db()
    assert deal.stage_since == make.NOW
    assert deal.usual_until_on == make.TODAY + timedelta(days=10)


def test_a_move_of_nothing_is_not_kept(cast: Cast):
    deal = make.deal(cast.olga)
    before = Entry.objects.count()
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Qualify"))
    assert (Entry.objects.count(), StageChange.objects.count()) == (before, 1)


def test_an_undone_move_does_not_make_the_deal_younger_in_its_stage(cast: Cast):
    deal = make.deal(cast.olga)
    since = deal.stage_since
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"), at=make.NOW)
    back = undo(last(), actor=cast.olga, at=make.NOW)
    assert (back.stage.name, back.stage_since) == ("Qualify", since)
    assert StageChange.objects.filter(deal=deal).count() == 3


def test_a_move_that_somebody_built_on_is_not_undone(cast: Cast):
    deal = make.deal(cast.olga)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"))
    entry = last()
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Qualify"))
    with pytest.raises(Refused, match="changed this deal since"):
        undo(entry, actor=cast.olga)


def test_a_deal_does_not_move_to_won_or_to_another_pipeline(cast: Cast):
    deal = make.deal(cast.olga)
    with pytest.raises(Refused, match="it is won"):
        actions.move_deal(deal, actor=cast.olga, stage=make.stage("Won"))
    other = actions.add_pipeline(actor=cast.adam, name="Renewals", stages=[NewStage("Notice", 80)])
    with pytest.raises(Refused, match="another pipeline"):
        actions.move_deal(deal, actor=cast.olga, stage=other.stages.get(name="Notice"))


def test_exit_criteria_block_forward_and_not_back(cast: Cast):
    deal = make.deal(cast.olga)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Propose"))
    with pytest.raises(Refused, match="cannot leave Propose without an expected close date") as refused:
        actions.move_deal(deal, actor=cast.olga, stage=make.stage("Negotiate"))
    assert list(refused.value.fields) == ["expected_close_on"]
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Qualify"))
    with pytest.raises(Refused, match="expected close date"):  # jumping over the stage does not help
        actions.move_deal(deal, actor=cast.olga, stage=make.stage("Commit"))
    actions.edit_deal(deal, actor=cast.olga, expected_close_on=make.TODAY)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Negotiate"))


def test_exit_criteria_that_warn_are_noted(cast: Cast):
    deal = make.deal(cast.olga, amount=None)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"))
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Propose"))
    assert last().facts["lacking"] == ["amount"]


def test_a_criterion_in_words_is_confirmed_by_the_person(cast: Cast):
    stage = make.sales(cast).stages.get(name="Qualify")
    actions.edit_stage(stage, actor=cast.adam, exit_criteria=[{"text": "Budget is known", "block": True}])
    deal = make.deal(cast.olga)
    with pytest.raises(Refused, match="without Budget is known"):
        actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"))
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"), confirmed=["Budget is known"])
    assert Deal.objects.get(pk=deal.pk).stage.name == "Discover"


def test_a_closed_deal_does_not_move(cast: Cast):
    deal = make.deal(cast.olga, expected_close_on=make.TODAY)
    actions.win_deal(deal, actor=cast.olga)
    with pytest.raises(Refused, match="This deal is won") as refused:
        actions.move_deal(deal, actor=cast.olga, stage=make.stage("Qualify"))
    assert "Reopen" in refused.value.remedy
    assert Deal.objects.get(pk=deal.pk).amount == Decimal(1000)
