"""Winning, losing, reopening."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.authority.actions import undo
from tandem.authority.configuring import configure
from tandem.authority.models import Entry, Limit
from tandem.core.errors import BeyondLimit, Refused
from tandem.core.rates import ExchangeRate
from tandem.deals import actions
from tandem.deals.models import Deal, StageChange
from tandem.deals.tests import make
from tandem.people.actions import move_person
from tests.cast import Cast

DAY = date(2026, 3, 10)


def last() -> Entry:
    return Entry.objects.latest("pk")


def ready(cast: Cast, **values: object) -> Deal:
    return make.deal(cast.olga, expected_close_on=date(2026, 4, 1), **values)


def test_a_win_is_booked_and_credited(cast: Cast):
    deal = actions.win_deal(ready(cast), actor=cast.olga, closed_on=DAY, at=make.NOW)
    deal = Deal.objects.get(pk=deal.pk)
    assert (deal.state, deal.stage.name, deal.closed_on, deal.closes_on) == ("won", "Won", DAY, DAY)
    assert (deal.booked_amount, deal.forecast_category) == (Decimal(1000), "closed")
    assert (deal.credited_to, deal.team) == (cast.olga, cast.north)
    assert list(Deal.objects.won()) == [deal]


def test_a_win_is_booked_at_the_rate_of_its_day(cast: Cast):
    for day, rate in ((date(2026, 1, 1), "1.05"), (date(2026, 3, 12), "1.20")):
        ExchangeRate.objects.create(currency="CHF", on=day, rate=Decimal(rate))
    deal = actions.win_deal(ready(cast, currency="CHF"), actor=cast.olga, closed_on=DAY, at=make.NOW)
    assert deal.booked_amount == Decimal("1050.00")
    with pytest.raises(Refused, match="no rate for SEK"):
        actions.win_deal(ready(cast, currency="SEK"), actor=cast.olga, at=make.NOW)


def test_results_stay_with_the_team_of_the_closing_day(cast: Cast):
    deal = ready(cast)
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2026, 3, 12))
    actions.win_deal(deal, actor=cast.adam, closed_on=DAY, at=make.NOW)
    assert Deal.objects.get(pk=deal.pk).team == cast.north


def test_a_win_is_not_in_the_future_nor_before_the_deal_was_opened(cast: Cast):
    with pytest.raises(Refused, match="lies in the future"):
        actions.win_deal(ready(cast), actor=cast.olga, closed_on=make.TODAY + timedelta(1), at=make.NOW)
    with pytest.raises(Refused, match="was opened on 2 Mar 2026"):
        actions.win_deal(ready(cast), actor=cast.olga, closed_on=date(2026, 3, 1), at=make.NOW)


def test_a_win_has_an_amount_which_can_be_typed_with_it(cast: Cast):
    deal = ready(cast, amount=None)
    with pytest.raises(Refused, match="has an amount"):
        actions.win_deal(deal, actor=cast.olga, at=make.NOW)
    actions.win_deal(deal, actor=cast.olga, amount=Decimal(0), at=make.NOW)
    assert Deal.objects.get(pk=deal.pk).booked_amount == 0


def test_a_second_click_on_win_changes_nothing(cast: Cast):
    deal = ready(cast)
    actions.win_deal(deal, actor=cast.olga, at=make.NOW)
    with pytest.raises(Refused, match="This deal is won"):
        actions.win_deal(deal, actor=cast.olga, at=make.NOW)
    assert Entry.objects.filter(verb="deals.win").count() == 1


def test_a_win_beyond_the_limit_asks_the_next_who_may(cast: Cast):
    Limit.objects.create(role="officer", verb="deals.win", most=Decimal(500))
    with pytest.raises(BeyondLimit, match="€1,000") as beyond:
        actions.win_deal(ready(cast), actor=cast.olga, at=make.NOW)
    assert beyond.value.approver_id == cast.nora.pk
    actions.win_deal(ready(cast), actor=cast.nora, at=make.NOW)


def test_a_win_can_be_undone(cast: Cast):
    deal = ready(cast)
    before = Deal.objects.get(pk=deal.pk)
    actions.win_deal(deal, actor=cast.olga, amount=Decimal(1500), at=make.NOW)
    undo(last(), actor=cast.olga, at=make.NOW + timedelta(minutes=1))
    after = Deal.objects.get(pk=deal.pk)
    same = ("state", "stage_id", "stage_since", "amount", "closed_on", "team_id", "forecast_category")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert after.usual_until_on == before.usual_until_on
    assert [change.to_stage.name for change in StageChange.objects.filter(deal=deal)] == [
        "Qualify",
        "Won",
        "Qualify",
    ]


def test_a_loss_has_a_reason_of_the_list(cast: Cast):
    deal = ready(cast)
    with pytest.raises(Refused, match="has a reason"):
        actions.lose_deal(deal, actor=cast.olga, reason=None)
    actions.lose_deal(deal, actor=cast.olga, reason=make.reason(), note="20% cheaper elsewhere", at=make.NOW)
    deal = Deal.objects.get(pk=deal.pk)
    assert (deal.state, deal.lost_reason.name, deal.forecast_category) == ("lost", "Price", "omitted")
    undo(last(), actor=cast.olga, at=make.NOW)
    deal = Deal.objects.get(pk=deal.pk)
    assert (deal.state, deal.lost_reason, deal.lost_note) == ("open", None, "")


def test_a_deal_is_reopened_with_a_reason_where_it_was_closed(cast: Cast):
    deal = ready(cast)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Propose"))
    actions.lose_deal(deal, actor=cast.olga, reason=make.reason())
    with pytest.raises(Refused, match="with a reason"):
        actions.reopen_deal(deal, actor=cast.olga, reason=" ")
    actions.reopen_deal(deal, actor=cast.olga, reason="They called back")
    assert last().facts["reason"] == "They called back"
    deal = Deal.objects.get(pk=deal.pk)
    assert (deal.state, deal.stage.name, deal.credited_to) == ("open", "Propose", None)
    with pytest.raises(Refused, match="open already"):
        actions.reopen_deal(deal, actor=cast.olga, reason="Again")


def test_money_and_dates_of_a_closed_deal_stay_but_its_name_may_be_corrected(cast: Cast):
    deal = ready(cast)
    actions.win_deal(deal, actor=cast.olga, at=make.NOW)
    for values in ({"amount": Decimal(1)}, {"expected_close_on": DAY}, {"currency": "CHF"}):
        with pytest.raises(Refused, match="This deal is won"):
            actions.edit_deal(deal, actor=cast.olga, **values)
    actions.edit_deal(deal, actor=cast.olga, name="Pumps and valves")


def test_the_organization_keeps_its_currency_once_a_deal_is_booked(cast: Cast) -> None:
    configure(actor=cast.adam, currency="CHF")  # nothing is booked yet
    configure(actor=cast.adam, currency="EUR")
    won = actions.win_deal(ready(cast), actor=cast.olga, closed_on=DAY, at=make.NOW)
    with pytest.raises(Refused, match="Deals are booked in EUR") as refused:
        configure(actor=cast.adam, currency="CHF")
    assert refused.value.fields.keys() == {"currency"}
    configure(actor=cast.adam, currency="EUR", name="Maple again")
    won.refresh_from_db()
    assert won.booked_amount == 1000
