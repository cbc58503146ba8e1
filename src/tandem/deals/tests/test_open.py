"""Opening and editing deals."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.catalog.actions import add_book, add_product, set_price
from tandem.core.errors import Conflict, NotAllowed, Refused
from tandem.customers.actions import delete_account
from tandem.deals import actions
from tandem.deals.actions import NewLine
from tandem.deals.models import DatePush, Deal, Pipeline, StageChange
from tandem.deals.tests import make
from tests.cast import Cast


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_the_first_deal_brings_the_standard_pipeline_with_it(cast: Cast):
    deal = make.deal(cast.olga)
    assert deal.pipeline == Pipeline.objects.get(default=True)
    assert deal.stage.name == "Qualify"
    assert (deal.state, deal.team, deal.currency) == ("open", cast.north, "EUR")
    assert Entry.objects.filter(verb="deals.configure").count() == 1


def test_a_new_deal_keeps_where_it_was_opened(cast: Cast):
    deal = make.deal(cast.olga)
    change = StageChange.objects.get(deal=deal)
    assert (change.from_stage, change.to_stage, change.at) == (None, deal.stage, deal.created_at)
    assert change.amount == Decimal(1000)


def test_opening_is_logged_with_everything_that_it_says(cast: Cast):
    acorn = make.account(cast.olga)
    deal = make.deal(cast.olga, account=acorn, expected_close_on=date(2026, 4, 1))
    entry = last()
    assert (entry.verb, entry.owner) == ("deals.open", cast.olga)
    assert entry.facts["account"] == [None, acorn.pk]
    assert entry.facts["stage"] == [None, deal.stage_id]
    assert entry.facts["amount"] == [None, "1000.00"]
    assert entry.facts["expected_close_on"] == [None, "2026-04-01"]


def test_a_deal_without_an_account_is_kept(cast: Cast):
    assert make.deal(cast.olga, account=None).account is None


def test_an_account_with_deals_is_not_deleted(cast: Cast):
    acorn = make.account(cast.olga)
    deal = make.deal(cast.olga, account=acorn)
    with pytest.raises(Refused, match="still has contacts, deals"):
        delete_account(acorn, actor=cast.olga)
    actions.delete_deal(deal, actor=cast.olga)
    assert delete_account(acorn, actor=cast.olga).deleted_at is not None


def test_a_colleague_with_a_deal_at_an_account_works_with_it(cast: Cast):
    acorn = make.account(cast.olga)
    make.deal(cast.omar, account=acorn)
    assert [member.person for member in acorn.members.all()] == [cast.omar]


def test_a_manager_opens_a_deal_for_an_officer_of_the_team_only(cast: Cast):
    assert make.deal(cast.nora, owner=cast.otto).team == cast.harbor
    with pytest.raises(NotAllowed):
        make.deal(cast.nora, owner=cast.pia)
    with pytest.raises(NotAllowed):
        make.deal(cast.olga, owner=cast.omar)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"currency": "EURO"}, "currency"),
        ({"forecast_category": "closed"}, "forecast_category"),
        ({"next_step_on": date(2026, 3, 20)}, "next_step"),
    ],
)
def test_what_does_not_make_a_deal_is_refused_with_the_field(cast: Cast, values: dict, field: str):
    with pytest.raises(Refused) as refused:
        make.deal(cast.olga, **values)
    assert list(refused.value.fields) == [field]
    assert refused.value.remedy


def test_the_products_make_the_amount(cast: Cast):
    pump = add_product(actor=cast.adam, name="Pump")
    book = add_book(actor=cast.adam, name="List", currency="EUR")
    set_price(pump, actor=cast.adam, book=book, amount=Decimal("99.95"))
    deal = make.deal(cast.olga, lines=[NewLine(pump, Decimal(3), discount=Decimal(10))])
    assert Deal.objects.get(pk=deal.pk).amount == Decimal("269.86")
    assert StageChange.objects.get(deal=deal).amount == Decimal("269.86")
    with pytest.raises(Refused, match="has no price in CHF"):
        make.deal(cast.olga, currency="CHF", lines=[NewLine(pump)])


CLOSES = {"expected_close_on": date(2026, 12, 1)}


def test_an_amount_is_kept_in_whole_cents_however_it_comes(cast: Cast):
    deal = actions.open_deal(actor=cast.olga, name="Deal", amount=Decimal("10.006"), currency="EUR")
    assert deal.amount == Decimal("10.01")
    deal = actions.edit_deal(deal, actor=cast.olga, amount=Decimal("1000.5"), currency="JPY")
    assert deal.amount == 1000
    deal = actions.edit_deal(deal, actor=cast.olga, amount=Decimal("2.0049"), currency="EUR", **CLOSES)
    assert actions.win_deal(deal, actor=cast.olga, amount=Decimal("3.999")).amount == 4


def test_lists_sort_by_the_day_a_deal_closes_and_unknown_days_come_last(cast: Cast):
    unknown = make.deal(cast.olga)
    later = make.deal(cast.olga, expected_close_on=date(2026, 5, 1))
    sooner = make.deal(cast.olga, expected_close_on=date(2026, 4, 1))
    assert list(Deal.objects.order_by("closes_on", "pk")) == [sooner, later, unknown]


def test_editing_logs_only_what_changed_and_keeps_every_push(cast: Cast):
    deal = make.deal(cast.olga, expected_close_on=date(2026, 4, 1))
    actions.edit_deal(deal, actor=cast.olga, name="Pumps", expected_close_on=date(2026, 5, 1))
    assert last().facts == {"expected_close_on": ["2026-04-01", "2026-05-01"]}
    push = DatePush.objects.get(deal=deal)
    assert (push.was_on, push.now_on) == (date(2026, 4, 1), date(2026, 5, 1))


def test_an_edit_can_be_undone_until_somebody_builds_on_it(cast: Cast):
    deal = make.deal(cast.olga)
    actions.edit_deal(deal, actor=cast.olga, amount=Decimal(1200), kind="renewal")
    entry = last()
    back = undo(entry, actor=cast.olga)
    assert (back.amount, back.kind) == (Decimal(1000), "new")
    actions.edit_deal(deal, actor=cast.olga, amount=Decimal(1300))
    entry = last()
    actions.edit_deal(deal, actor=cast.nora, amount=Decimal(1400))
    with pytest.raises(Refused, match="changed this deal since"):
        undo(entry, actor=cast.olga)


def test_two_people_editing_the_second_sees_a_conflict(cast: Cast):
    deal = make.deal(cast.olga)
    actions.edit_deal(deal, actor=cast.olga, version=deal.version, source="Trade fair")
    with pytest.raises(Conflict) as conflict:
        actions.edit_deal(deal, actor=cast.nora, version=deal.version, source="Web")
    assert conflict.value.current.source == "Trade fair"


def test_the_next_step_is_set_and_undone(cast: Cast):
    deal = make.deal(cast.olga)
    actions.set_next_step(deal, actor=cast.olga, next_step="Call Petra", next_step_on=date(2026, 3, 20))
    assert Deal.objects.get(pk=deal.pk).next_step == "Call Petra"
    assert undo(last(), actor=cast.olga).next_step == ""


def test_a_colleague_does_not_see_the_deal_and_an_executive_does_not_edit_it(cast: Cast):
    deal = make.deal(cast.olga)
    assert Deal.objects.visible_to(cast.olga).count() == Deal.objects.visible_to(cast.nora).count() == 1
    assert not Deal.objects.visible_to(cast.omar).exists()
    assert not Deal.objects.visible_to(cast.sam).exists()
    from django.http import Http404

    with pytest.raises(Http404):
        actions.edit_deal(deal, actor=cast.omar, name="Mine")
    with pytest.raises(NotAllowed):
        actions.edit_deal(deal, actor=cast.erin, name="Ours")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "won"},
        {"amount": Decimal(-1)},
        {"closed_on": make.TODAY},
        {"forecast_category": "closed"},
        {"next_step_on": make.TODAY},
    ],
)
def test_the_database_holds_the_rules_of_one_row(cast: Cast, wrong: dict):
    deal = make.deal(cast.olga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deal.objects.filter(pk=deal.pk).update(**wrong)
