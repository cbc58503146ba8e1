"""Taking over deals with their past."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tandem.authority.models import Entry
from tandem.catalog.actions import add_product
from tandem.core.errors import Refused
from tandem.deals import actions
from tandem.deals.actions import NewLine
from tandem.deals.actions.pipelines import NewStage
from tandem.deals.models import Deal, Pipeline, StageChange
from tests.cast import Cast

ENGAGED = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def hardware(cast: Cast) -> Pipeline:
    return actions.add_pipeline(
        actor=cast.adam, name="Hardware", stages=[NewStage("Prospecting", 20), NewStage("Engaging", 60)]
    )


def test_a_won_deal_comes_with_its_past_in_one_act(cast: Cast, hardware: Pipeline):
    pump = add_product(actor=cast.adam, name="Pump")
    before = Entry.objects.count()
    deal = actions.import_deal(
        actor=cast.adam,
        owner=cast.olga,
        name="Pump",
        stage=hardware.stages.get(name="Engaging"),
        state="won",
        amount=Decimal(1054),
        currency="EUR",
        lines=[NewLine(pump)],
        created_at=ENGAGED,
        closed_on=date(2026, 3, 1),
        external_id="1C1I7A6R",
    )
    deal = Deal.objects.get(pk=deal.pk)
    assert (deal.state, deal.closed_on, deal.booked_amount) == ("won", date(2026, 3, 1), Decimal(1054))
    assert (deal.credited_to, deal.team, deal.stage.name) == (cast.olga, cast.north, "Won")
    assert deal.lines.get().unit_price == Decimal(1054)
    changes = StageChange.objects.filter(deal=deal)
    assert [(change.to_stage.name, change.at.date()) for change in changes] == [
        ("Engaging", date(2026, 1, 5)),
        ("Won", date(2026, 3, 1)),
    ]
    assert round(changes[1].seconds / 86400) == 55
    assert deal.opening_known
    assert Entry.objects.count() == before + 1


def test_a_loss_without_a_reason_says_so(cast: Cast, hardware: Pipeline):
    deal = actions.import_deal(
        actor=cast.adam, owner=cast.olga, name="Pump", state="lost", closed_on=date(2026, 3, 1)
    )
    assert deal.lost_reason.name == "Not recorded"
    assert not deal.opening_known and deal.created_at.date() == date(2026, 3, 1)


def test_an_open_deal_keeps_its_stage_and_what_is_unknown_stays_unknown(cast: Cast, hardware: Pipeline):
    deal = actions.import_deal(
        actor=cast.adam, owner=cast.olga, name="Pump", stage=hardware.stages.get(name="Engaging")
    )
    assert (deal.amount, deal.account, deal.expected_close_on) == (None, None, None)
    assert deal.stage.name == "Engaging"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "won"}, "has a closing day"),
        ({"state": "open", "closed_on": date(2026, 3, 1)}, "has no closing day"),
        ({"state": "maybe"}, "neither open, won nor lost"),
        ({"state": "won", "closed_on": date(2026, 3, 1)}, "has an amount"),
        ({"state": "lost", "closed_on": date(2999, 3, 1)}, "in the future"),
    ],
)
def test_a_past_that_cannot_be_is_refused(cast: Cast, hardware: Pipeline, values: dict, words: str):
    with pytest.raises(Refused, match=words):
        actions.import_deal(actor=cast.adam, owner=cast.olga, name="Pump", **values)
