"""Products on a deal, stakeholders, giving deals away, deleting them."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.authority.readers import advance
from tandem.catalog.actions import add_product
from tandem.catalog.models import Product
from tandem.core.errors import NotAllowed, Refused
from tandem.customers.actions import add_contact, merge_accounts
from tandem.deals import actions
from tandem.deals.models import Deal
from tandem.deals.tests import make
from tandem.people.actions import move_person
from tandem.people.handing_over import deactivate
from tests.cast import Cast


def last() -> Entry:
    return Entry.objects.latest("pk")


@pytest.fixture
def pump(cast: Cast) -> Product:
    return add_product(actor=cast.adam, name="Pump")


def test_lines_sum_up_to_the_amount(cast: Cast, pump: Product):
    deal = make.deal(cast.olga)
    actions.add_line(deal, actor=cast.olga, product=pump, quantity=Decimal(2), unit_price=Decimal(100))
    actions.add_line(deal, actor=cast.olga, product=pump, unit_price=Decimal(50), discount=Decimal(10))
    assert Deal.objects.get(pk=deal.pk).amount == Decimal(245)
    line = deal.lines.first()
    actions.edit_line(deal, actor=cast.olga, line_id=line.pk, quantity=Decimal(3))
    assert Deal.objects.get(pk=deal.pk).amount == Decimal(345)
    assert last().facts["amount"] == ["245.00", "345.00"]
    actions.remove_line(deal, actor=cast.olga, line_id=line.pk)
    assert Deal.objects.get(pk=deal.pk).amount == Decimal(45)


def test_with_lines_the_amount_is_not_typed(cast: Cast, pump: Product):
    deal = make.deal(cast.olga)
    actions.add_line(deal, actor=cast.olga, product=pump, unit_price=Decimal(50))
    with pytest.raises(Refused, match="sum of its products"):
        actions.edit_deal(deal, actor=cast.olga, amount=Decimal(60))


def test_a_line_needs_a_quantity_a_price_and_a_possible_discount(cast: Cast, pump: Product):
    deal = make.deal(cast.olga)
    with pytest.raises(Refused, match="no price in EUR"):
        actions.add_line(deal, actor=cast.olga, product=pump)
    with pytest.raises(Refused) as refused:
        actions.add_line(
            deal,
            actor=cast.olga,
            product=pump,
            quantity=Decimal(0),
            unit_price=Decimal(-1),
            discount=Decimal(101),
        )
    assert set(refused.value.fields) == {"quantity", "unit_price", "discount"}


def test_the_line_of_another_deal_does_not_exist_here(cast: Cast, pump: Product):
    mine, other = make.deal(cast.olga), make.deal(cast.omar)
    actions.add_line(other, actor=cast.omar, product=pump, unit_price=Decimal(50))
    with pytest.raises(Http404):
        actions.remove_line(mine, actor=cast.olga, line_id=other.lines.get().pk)


def test_a_contact_is_on_a_deal_once(cast: Cast):
    deal = make.deal(cast.olga)
    petra = add_contact(actor=cast.olga, name="Petra Lind")
    actions.add_stakeholder(deal, actor=cast.olga, contact=petra, role="champion")
    with pytest.raises(Refused, match="on this deal already"):
        actions.add_stakeholder(deal, actor=cast.olga, contact=petra)
    stakeholder = deal.stakeholders.get()
    actions.edit_stakeholder(
        deal, actor=cast.olga, stakeholder_id=stakeholder.pk, role="economic", engaged=True
    )
    assert last().facts["stakeholder"][1]["engaged"] is True
    with pytest.raises(Refused, match="not a buying role"):
        actions.edit_stakeholder(
            deal, actor=cast.olga, stakeholder_id=stakeholder.pk, role="boss", engaged=True
        )
    actions.remove_stakeholder(deal, actor=cast.olga, stakeholder_id=stakeholder.pk)
    assert not deal.stakeholders.exists()


def test_an_open_deal_goes_to_the_team_of_its_new_owner(cast: Cast):
    deal = make.deal(cast.olga, account=make.account(cast.olga))
    actions.reassign_deal(deal, actor=cast.nora, to=cast.otto)
    assert Deal.objects.get(pk=deal.pk).team == cast.harbor
    assert Deal.objects.visible_to(cast.otto).count() == 1
    undo(last(), actor=cast.nora)
    assert Deal.objects.get(pk=deal.pk).team == cast.north


def test_a_closed_deal_stays_credited_when_it_changes_hands(cast: Cast):
    deal = make.deal(cast.olga, expected_close_on=make.TODAY)
    actions.win_deal(deal, actor=cast.olga)
    actions.reassign_deal(deal, actor=cast.nora, to=cast.otto)
    deal = Deal.objects.get(pk=deal.pk)
    assert (deal.owner, deal.credited_to, deal.team) == (cast.otto, cast.olga, cast.north)


def test_deals_are_given_to_people_of_the_team_by_managers_only(cast: Cast):
    deal = make.deal(cast.olga)
    with pytest.raises(NotAllowed):
        actions.reassign_deal(deal, actor=cast.nora, to=cast.pia)
    with pytest.raises(NotAllowed):
        actions.reassign_deal(deal, actor=cast.olga, to=cast.omar)


def test_several_deals_change_hands_each_as_an_act_of_its_own(cast: Cast):
    deals = [make.deal(cast.olga), make.deal(cast.olga), make.deal(cast.omar)]
    assert actions.reassign_deals(deals, actor=cast.nora, to=cast.omar) == 2
    assert Entry.objects.filter(verb="deals.reassign").count() == 2


def test_the_deals_of_somebody_who_leaves_go_to_the_heir(cast: Cast):
    make.deal(cast.olga)
    assert deactivate(cast.olga, actor=cast.adam, heir=cast.omar) == 1
    assert [deal.owner for deal in Deal.objects.all()] == [cast.omar]
    assert Entry.objects.filter(verb="deals.reassign").count() == 1


def test_open_deals_follow_their_owner_to_another_team_and_closed_ones_stay(cast: Cast):
    open_one = make.deal(cast.olga)
    won = make.deal(cast.olga, expected_close_on=make.TODAY)
    actions.win_deal(won, actor=cast.olga)
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2027, 1, 1))
    advance("deals")
    assert Deal.objects.get(pk=open_one.pk).team == cast.south
    assert Deal.objects.get(pk=won.pk).team == cast.north


def test_the_deals_of_a_merged_account_go_with_it(cast: Cast):
    keep, gone = make.account(cast.olga), make.account(cast.olga, "Acorn Wrks")
    deal = make.deal(cast.olga, account=gone)
    merge_accounts(keep, actor=cast.olga, other=gone)
    advance("deals")
    assert Deal.objects.get(pk=deal.pk).account == keep


def test_a_deleted_deal_is_marked_and_can_come_back(cast: Cast):
    deal = make.deal(cast.olga)
    actions.delete_deal(deal, actor=cast.olga)
    assert not Deal.objects.visible_to(cast.olga).exists()
    assert Deal.objects.get(pk=deal.pk).deleted_at is not None
    undo(last(), actor=cast.olga)
    assert Deal.objects.visible_to(cast.olga).exists()
    actions.delete_deal(deal, actor=cast.olga)
    actions.restore_deal(deal, actor=cast.nora)
    assert Deal.objects.visible_to(cast.olga).exists()
