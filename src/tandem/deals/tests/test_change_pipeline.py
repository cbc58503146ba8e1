"""A deal goes on in another pipeline: in a stage of it, with its history, and back."""

import pytest
from django.test import Client

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.core.errors import NotAllowed, Refused
from tandem.deals.actions import NewStage, add_pipeline, change_pipeline, win_deal
from tandem.deals.models import Deal, Pipeline, StageChange
from tandem.deals.queries import alike, stages_elsewhere
from tandem.deals.tests import make
from tests.cast import Cast
from tests.test_api_habits import Caller


@pytest.fixture
def deal(cast: Cast) -> Deal:
    make.sales(cast)
    add_pipeline(actor=cast.adam, name="Partners", stages=[NewStage("Meet", 10), NewStage("Propose", 60)])
    return make.deal(cast.olga)


def test_it_goes_on_in_the_stage_chosen_and_the_logbook_says_so(cast: Cast, deal: Deal):
    meet = Pipeline.objects.get(name="Partners").stages.get(name="Meet")
    changed = change_pipeline(deal, actor=cast.olga, stage=meet)
    assert (changed.pipeline.name, changed.stage.name) == ("Partners", "Meet")
    assert StageChange.objects.filter(deal=deal).count() == 2
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.facts["pipeline"]) == (
        "deals.change_pipeline",
        [deal.pipeline_id, meet.pipeline_id],
    )
    undo(entry, actor=cast.olga)
    deal.refresh_from_db()
    assert (deal.pipeline.name, deal.stage.name) == ("Sales", "Qualify")


def test_the_stage_that_fits_is_proposed(deal: Deal):
    others = stages_elsewhere(deal)
    assert [stage.name for stage in others] == ["Meet", "Propose"]
    assert alike(deal.stage, others).name == "Meet"
    assert alike(make.stage("Negotiate"), others).name == "Propose"


def test_its_own_pipeline_an_end_stage_and_a_closed_deal_are_refused(cast: Cast, deal: Deal):
    partners = Pipeline.objects.get(name="Partners")
    for stage in (make.stage("Discover"), partners.stages.get(kind="won")):
        with pytest.raises(Refused):
            change_pipeline(deal, actor=cast.olga, stage=stage)
    with pytest.raises(NotAllowed):
        change_pipeline(deal, actor=cast.erin, stage=partners.stages.get(name="Meet"))
    Deal.objects.filter(pk=deal.pk).update(expected_close_on=make.TODAY)
    won = win_deal(Deal.objects.get(pk=deal.pk), actor=cast.olga)
    with pytest.raises(Refused, match="won"):
        change_pipeline(won, actor=cast.olga, stage=partners.stages.get(name="Meet"))


def test_the_edit_form_leads_there_and_so_does_the_api(cast: Cast, deal: Deal):
    client = Client()
    client.force_login(cast.olga)
    assert f"/deals/{deal.pk}/pipeline/" in client.get(f"/deals/{deal.pk}/edit/").content.decode()
    meet = Pipeline.objects.get(name="Partners").stages.get(name="Meet")
    assert client.post(f"/deals/{deal.pk}/pipeline/", {"stage": meet.pk}).status_code == 303
    assert Deal.objects.get().stage == meet
    back = Pipeline.objects.get(name="Sales").stages.get(name="Qualify")
    told = Caller(cast.olga)("post", f"/deals/{deal.pk}/pipeline", {"stage": back.pk}).json()
    assert told["pipeline"]["name"] == "Sales"
