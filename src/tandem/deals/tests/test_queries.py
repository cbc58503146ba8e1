"""What the board, the deal's page and the lists of attention read."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from tandem.authority import organization
from tandem.catalog.actions import add_product
from tandem.core.money import Money
from tandem.core.periods import FiscalCalendar
from tandem.core.rates import ExchangeRate
from tandem.customers.actions import add_contact
from tandem.deals import actions, queries
from tandem.deals.models import Deal
from tandem.deals.tests import make
from tests.cast import Cast

QUARTER = FiscalCalendar().quarter_of(make.TODAY)


def board(viewer, **values):
    return queries.board(queries.deals(viewer), today=make.TODAY, quarter=QUARTER, **values)


def statements(work) -> int:
    with CaptureQueriesContext(connection) as captured, organization.kept():
        work()
    return len(captured)


def test_the_board_counts_and_weighs_each_stage(cast: Cast):
    for _ in range(3):
        make.deal(cast.olga, expected_close_on=date(2026, 4, 1))
    moved = Deal.objects.first()
    actions.move_deal(moved, actor=cast.olga, stage=make.stage("Discover"))
    won = Deal.objects.last()
    actions.win_deal(won, actor=cast.olga, amount=Decimal(1500), closed_on=date(2026, 3, 10), at=make.NOW)
    found = board(cast.olga)
    assert [(c.stage.name, c.count, c.total.amount, c.weighted.amount) for c in found.columns[:2]] == [
        ("Qualify", 1, Decimal(1000), Decimal(200)),
        ("Discover", 1, Decimal(1000), Decimal(400)),
    ]
    assert (found.count, found.total, found.weighted) == (2, Money(2000, "EUR"), Money(600, "EUR"))
    assert (found.won, found.likely) == (Money(1500, "EUR"), Money(2100, "EUR"))
    assert [column.stage.name for column in found.columns][-1] == "Won"


def test_the_won_column_covers_the_quarter(cast: Cast):
    old = make.deal(cast.olga, at=make.NOW - timedelta(days=200), expected_close_on=make.TODAY)
    actions.win_deal(old, actor=cast.olga, closed_on=date(2025, 12, 31), at=make.NOW)
    assert board(cast.olga).won == Money(0, "EUR")


def test_foreign_money_counts_by_the_rate_of_today_and_is_named_when_there_is_none(cast: Cast):
    ExchangeRate.objects.create(currency="CHF", on=date(2026, 1, 1), rate=Decimal("1.1"))
    for currency in ("EUR", "CHF", "SEK"):
        make.deal(cast.olga, currency=currency)
    column = board(cast.olga).columns[0]
    assert (column.count, column.total) == (3, Money(Decimal(2100), "EUR"))
    assert column.unknown == [Money(Decimal(1000), "SEK")]
    assert queries.totals(queries.deals(cast.olga)) == [
        Money(Decimal(1000), code) for code in ("CHF", "EUR", "SEK")
    ]


def test_everybody_sees_their_own_board(cast: Cast):
    for person in (cast.olga, cast.omar, cast.otto, cast.pia):
        make.deal(person)
    counts = {p.first_name: board(p).count for p in (cast.olga, cast.nora, cast.nils, cast.sam, cast.erin)}
    assert counts == {"Olga": 1, "Nora": 3, "Nils": 1, "Sam": 1, "Erin": 4}


def test_a_column_goes_on_by_key(cast: Cast):
    days = [date(2026, 4, 1), date(2026, 4, 1), None, date(2026, 5, 1), None]
    made = [make.deal(cast.olga, expected_close_on=day) for day in days]
    first = board(cast.olga, size=2).columns[0]
    assert [card.deal for card in first.cards] == [made[0], made[1]]
    assert (first.count, first.left) == (5, 3)
    seen, after = list(first.cards), first.after
    while after:
        cards, after = queries.more_cards(
            queries.deals(cast.olga),
            make.stage("Qualify"),
            after=after,
            today=make.TODAY,
            quarter=QUARTER,
            size=2,
        )
        seen += cards
    assert [card.deal for card in seen] == [made[0], made[1], made[3], made[2], made[4]]
    with pytest.raises(Http404):
        queries.more_cards(
            queries.deals(cast.olga), make.stage("Qualify"), after="x", today=make.TODAY, quarter=QUARTER
        )


def test_a_card_says_what_is_sold_and_what_is_wrong(cast: Cast):
    pump, valve = (add_product(actor=cast.adam, name=name) for name in ("Pump", "Valve"))
    deal = make.deal(cast.olga, expected_close_on=date(2026, 3, 14))
    actions.add_line(deal, actor=cast.olga, product=pump, quantity=Decimal(12), unit_price=Decimal(5))
    actions.add_line(deal, actor=cast.olga, product=valve, unit_price=Decimal(5))
    [card] = board(cast.olga).columns[0].cards
    assert card.products == "Pump × 12 and 1 more"
    assert [reason.words for reason in card.reasons] == [
        "No next step",
        "Close date passed 2 days ago",
        "14 days in Qualify, usual 7",
    ]


def test_needing_attention_is_any_of_the_three(cast: Cast):
    fine = {"next_step": "Call", "at": make.NOW}
    make.deal(cast.olga, name="fine", **fine)
    make.deal(cast.olga, name="step", at=make.NOW)
    make.deal(cast.olga, name="late", expected_close_on=date(2026, 3, 15), **fine)
    make.deal(cast.olga, name="stuck", next_step="Call")
    found = queries.needing_attention(cast.olga, make.TODAY)
    assert {deal.name for deal in found} == {"step", "late", "stuck"}
    assert all(len(queries.reasons(deal, make.TODAY)) == 1 for deal in found)


def test_the_page_tells_how_long_each_stage_took(cast: Cast):
    deal = make.deal(cast.olga)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"), at=make.NOW - timedelta(days=4))
    page = queries.deal_page(cast.olga, deal.pk, today=make.TODAY)
    assert [(step.stage.name, step.state, step.days) for step in page.steps[:3]] == [
        ("Qualify", "done", 10),
        ("Discover", "current", 4),
        ("Propose", "ahead", None),
    ]
    assert page.next_stage.name == "Propose"
    assert [step.stage.name for step in page.steps][-1] == "Won"


def test_a_lost_deal_ends_in_lost(cast: Cast):
    deal = make.deal(cast.olga)
    actions.lose_deal(deal, actor=cast.olga, reason=make.reason())
    page = queries.deal_page(cast.olga, deal.pk, today=make.TODAY)
    assert [(step.stage.name, step.state) for step in page.steps][-1] == ("Lost", "current")
    assert page.next_stage is None


def test_neighbours_are_the_owners_deals_in_the_stage(cast: Cast):
    made = [make.deal(cast.olga, expected_close_on=date(2026, 4, day)) for day in (1, 2, 3)]
    make.deal(cast.omar, expected_close_on=date(2026, 4, 2))
    found = queries.deal_page(cast.nora, made[1].pk, today=make.TODAY).neighbours
    assert (found.place, found.count, found.previous, found.next) == (2, 3, made[0].pk, made[2].pk)


def test_a_deal_of_another_team_does_not_exist(cast: Cast):
    deal = make.deal(cast.olga)
    for stranger in (cast.omar, cast.sam, cast.pia):
        with pytest.raises(Http404):
            queries.deal_page(stranger, deal.pk, today=make.TODAY)


def test_the_timeline_speaks_in_names(cast: Cast):
    deal = make.deal(cast.olga)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Discover"))
    actions.edit_deal(deal, actor=cast.nora, amount=Decimal(1200), expected_close_on=date(2026, 4, 1))
    actions.reassign_deal(deal, actor=cast.nora, to=cast.otto)
    told = queries.timeline(cast.nora, deal.pk).happenings
    assert [(one.actor, one.said.words, one.said.detail) for one in told] == [
        (cast.nora, "gave this deal to somebody else", "Olga Officer → Otto Officer"),
        (cast.nora, "edited this deal", "Amount €1,000 → €1,200; Expected to close Wed 1 Apr 2026"),
        (cast.olga, "moved this deal", "Qualify → Discover"),
        (cast.olga, "opened this deal", "Stage Qualify; Amount €1,000"),
    ]


def test_reading_costs_the_same_for_one_row_and_for_twenty(cast: Cast):
    pump = add_product(actor=cast.adam, name="Pump")
    petra = add_contact(actor=cast.olga, name="Petra Lind")
    acorn = make.account(cast.olga)

    def full() -> Deal:
        deal = make.deal(cast.olga, account=acorn, expected_close_on=date(2026, 4, 1))
        actions.add_line(deal, actor=cast.olga, product=pump, unit_price=Decimal(5))
        actions.add_stakeholder(deal, actor=cast.olga, contact=petra)
        return deal

    deal = full()
    full()
    works = (
        lambda: board(cast.nora),
        lambda: queries.deal_page(cast.nora, deal.pk, today=make.TODAY),
        lambda: queries.timeline(cast.nora, deal.pk),
        lambda: [
            queries.reasons(one, make.TODAY) for one in queries.needing_attention(cast.nora, make.TODAY)
        ],
    )
    few = [statements(work) for work in works]
    for _ in range(18):
        full()
    assert [statements(work) for work in works] == few
