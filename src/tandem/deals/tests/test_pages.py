"""The pages about deals, as a browser without and with a script asks for them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.authority.models import Entry, Limit
from tandem.catalog.actions import add_product
from tandem.collaboration.actions import accept
from tandem.collaboration.models import Agreement
from tandem.core.money import Money
from tandem.customers.actions import add_contact
from tandem.deals import actions
from tandem.deals.models import Deal, Pipeline, Stage
from tandem.deals.queries.deals import WithAccount, deals_of_account
from tandem.deals.tests import make
from tandem.people.models import Person
from tests.cast import Cast

BOARD = {"HX-Request": "true", "HX-Target": "list"}
DIALOG = {"HX-Request": "true", "HX-Target": "modal"}


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TANDEM_TODAY = make.TODAY.isoformat()


def of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *ids: int) -> str:
    return reverse(f"deals:{name}", args=ids)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return make.deal(cast.olga, account=make.account(cast.olga), expected_close_on=date(2026, 4, 1))


def test_every_page_renders_without_a_single_deal(cast: Cast):
    for person in (cast.olga, cast.nora, cast.erin, cast.adam):
        for name in ("board", "table"):
            assert of(person).get(url(name)).status_code == 200
    assert "Your first deal goes here" in of(cast.olga).get(url("board")).content.decode()
    assert of(cast.olga).get(url("new")).status_code == 200
    assert of(cast.adam).get(url("pipelines")).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "deal",
        "history",
        "edit",
        "next_step",
        "move",
        "win",
        "lose",
        "delete",
        "line_new",
        "stakeholder_new",
    ],
)
def test_pages_of_a_deal_exist_for_its_line_only(cast: Cast, deal: Deal, name: str):
    assert of(cast.olga).get(url(name, deal.pk)).status_code == 200
    assert of(cast.nora).get(url(name, deal.pk), headers=DIALOG).status_code == 200
    for stranger in (cast.omar, cast.sam, cast.pia):
        assert of(stranger).get(url(name, deal.pk)).status_code == 404
    read_only = 200 if name in ("deal", "history") else 403
    assert of(cast.erin).get(url(name, deal.pk)).status_code == read_only


def test_an_officer_does_not_reassign_nor_configure(cast: Cast, deal: Deal):
    assert of(cast.olga).get(url("reassign", deal.pk)).status_code == 403
    assert of(cast.nora).get(url("reassign", deal.pk)).status_code == 200
    assert of(cast.nora).get(url("pipelines")).status_code == 403


def test_a_deal_is_opened_by_a_plain_form(cast: Cast):
    make.sales(cast)
    values = {
        "name": "Pumps",
        "amount": "1,200",
        "currency": "eur",
        "forecast_category": "commit",
        "kind": "new",
        "stage": make.stage("Discover").pk,
    }
    answer = of(cast.olga).post(url("new"), values)
    deal = Deal.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("deal", deal.pk))
    assert (deal.amount, deal.currency, deal.stage.name) == (Decimal(1200), "EUR", "Discover")


def test_what_is_wrong_is_marked_at_its_field(cast: Cast, deal: Deal):
    values = {"name": "", "amount": "-5", "currency": "EURO", "forecast_category": "commit", "kind": "new"}
    answer = of(cast.olga).post(url("new"), values)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "amount", "currency"}
    future = {"amount": "5", "closed_on": "2027-01-01"}
    answer = of(cast.olga).post(url("win", deal.pk), future, headers=DIALOG)
    assert answer.status_code == 422
    assert "closed_on" in answer.context["form"].errors
    answer = of(cast.olga).post(url("lose", deal.pk), {"closed_on": "2026-03-16"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])


def edited(deal: Deal, **changes: object) -> dict[str, object]:
    values = {"name": deal.name, "amount": deal.amount, "currency": deal.currency, "kind": deal.kind}
    return {**values, "forecast_category": "pipeline", "version": deal.version, **changes}


def test_two_people_editing_the_second_sees_both_versions_and_keeps_what_they_typed(cast: Cast, deal: Deal):
    actions.edit_deal(deal, actor=cast.nora, amount=Decimal(1500))
    mine = edited(deal, amount="1300", account=deal.account_id, expected_close_on="2026-04-01")
    answer = of(cast.olga).post(url("edit", deal.pk), mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "1500" in page and 'value="1300"' in page
    again = {**mine, "version": Deal.objects.get().version}
    assert f'name="version" value="{again["version"]}"' in page
    assert of(cast.olga).post(url("edit", deal.pk), again).status_code == 303
    assert Deal.objects.get().amount == Decimal(1300)


def test_a_move_on_the_board_answers_with_the_new_board(cast: Cast, deal: Deal):
    values = {"stage": make.stage("Discover").pk, "version": deal.version}
    answer = of(cast.olga).post(url("move", deal.pk), values, headers=BOARD)
    assert answer.status_code == 200
    assert [(c.stage.name, c.count) for c in answer.context["board"].columns[:2]] == [
        ("Qualify", 0),
        ("Discover", 1),
    ]


def test_a_move_that_a_rule_refuses_leaves_the_board_and_says_why(cast: Cast):
    deal = make.deal(cast.olga)
    actions.move_deal(deal, actor=cast.olga, stage=make.stage("Propose"))
    values = {"stage": make.stage("Negotiate").pk, "version": Deal.objects.get().version}
    answer = of(cast.olga).post(url("move", deal.pk), values, headers=BOARD)
    assert answer.status_code == 409
    assert "without an expected close date" in answer.content.decode()
    answer = of(cast.olga).post(url("move", deal.pk), {"stage": make.stage("Negotiate").pk})
    assert answer.status_code == 422


def test_a_stale_move_on_the_board_is_a_conflict(cast: Cast, deal: Deal):
    actions.edit_deal(deal, actor=cast.nora, amount=Decimal(1500))
    values = {"stage": make.stage("Discover").pk, "version": deal.version}
    assert of(cast.olga).post(url("move", deal.pk), values, headers=BOARD).status_code == 409


def test_win_lose_reopen_and_give_away_by_plain_forms(cast: Cast, deal: Deal):
    olga, nora = of(cast.olga), of(cast.nora)
    assert olga.post(url("win", deal.pk), {"amount": "1100", "closed_on": "2026-03-16"}).status_code == 303
    assert "Won" in olga.get(url("deal", deal.pk)).content.decode()
    assert olga.post(url("reopen", deal.pk), {"reason": "Wrong deal"}).status_code == 303
    answer = olga.post(url("lose", deal.pk), {"reason": make.reason().pk, "closed_on": "2026-03-16"})
    assert answer.status_code == 303
    assert "Price" in olga.get(url("deal", deal.pk)).content.decode()
    assert nora.post(url("reassign", deal.pk), {"to": cast.otto.pk}).status_code == 303
    assert Deal.objects.get().owner == cast.otto
    assert nora.post(url("reassign", deal.pk), {"to": cast.pia.pk}).status_code == 422
    assert nora.post(url("delete", deal.pk)).status_code == 303
    assert nora.get(url("deal", deal.pk)).status_code == 404


def test_a_win_beyond_the_limit_is_asked_for_and_won_by_a_yes(cast: Cast, deal: Deal):
    Limit.objects.create(role="officer", verb="deals.win", most=Decimal(500))
    client = of(cast.olga)
    values = {"amount": "1000", "closed_on": "2026-03-16"}
    answer = client.post(url("win", deal.pk), values)
    assert answer.status_code == 422
    assert "beyond what you win alone" in answer.content.decode()
    assert client.post(url("win", deal.pk), {**values, "reason": "Signed today"}).status_code == 303
    [agreement] = Agreement.objects.all()
    assert (agreement.answerer, agreement.asker) == (cast.nora, cast.olga)
    accept(agreement, actor=cast.nora)
    deal.refresh_from_db()
    assert (deal.state, deal.credited_to) == ("won", cast.olga)


def test_what_was_done_can_be_taken_back_from_the_message(cast: Cast, deal: Deal):
    client = of(cast.olga)
    answer = client.post(url("next_step", deal.pk), {"next_step": "Call Petra"}, follow=True)
    [message] = answer.context["messages"]
    undo = message.extra_tags.removeprefix("undo:")
    client.post(undo)
    assert Deal.objects.get().next_step == ""


def test_products_and_stakeholders_by_plain_forms(cast: Cast, deal: Deal):
    pump = add_product(actor=cast.adam, name="Pump")
    petra = add_contact(actor=cast.olga, name="Petra Lind")
    client = of(cast.olga)
    line = {"product": pump.pk, "quantity": "2", "unit_price": "50", "discount": "0"}
    assert client.post(url("line_new", deal.pk), line).status_code == 303
    assert client.post(url("line_new", deal.pk), {**line, "unit_price": ""}).status_code == 422
    [row] = deal.lines.all()
    assert client.get(url("line_edit", deal.pk, row.pk)).status_code == 200
    change = {"quantity": "3", "unit_price": "50", "discount": "10"}
    assert client.post(url("line_edit", deal.pk, row.pk), change).status_code == 303
    assert Deal.objects.get().amount == Decimal(135)
    assert client.post(url("stakeholder_new", deal.pk), {"contact": petra.pk}).status_code == 303
    [stakeholder] = deal.stakeholders.all()
    assert client.get(url("stakeholder_edit", deal.pk, stakeholder.pk)).status_code == 200
    change = {"role": "champion", "engaged": "on"}
    assert client.post(url("stakeholder_edit", deal.pk, stakeholder.pk), change).status_code == 303
    page = client.get(url("deal", deal.pk)).content.decode()
    assert "Petra Lind" in page and "champion" in page and "Pump × 3" in page
    assert client.post(url("stakeholder_remove", deal.pk, stakeholder.pk)).status_code == 303
    assert client.post(url("line_remove", deal.pk, row.pk)).status_code == 303


def test_picking_offers_only_what_one_may_see(cast: Cast):
    people = of(cast.nora).get(url("pick_person"), {"q": "officer"}).json()["results"]
    assert {one["text"].split()[0] for one in people} == {"Olga", "Omar", "Otto"}


def test_an_account_shows_its_deals(cast: Cast, deal: Deal):
    for headers in ({}, DIALOG):
        answer = of(cast.olga).get(url("of_account"), {"account": deal.account_id}, headers=headers)
        assert deal.name in answer.content.decode()
    answer = of(cast.omar).get(url("of_account"), {"account": deal.account_id})
    assert deal.name not in answer.content.decode()


def test_an_account_tells_what_it_brought_and_what_is_open_of_all_its_deals(cast: Cast, deal: Deal):
    closes = date(2026, 3, 31)
    for amount in ("1000.50", "2000"):
        won = make.deal(
            cast.olga, account=deal.account, amount=Decimal(amount), currency="EUR", expected_close_on=closes
        )
        actions.win_deal(won, actor=cast.olga)
    make.deal(cast.olga, account=deal.account, amount=Decimal(300), currency="USD")
    for _ in range(21):
        make.deal(cast.olga, account=deal.account, amount=Decimal(100), currency="EUR")
    make.deal(cast.omar, account=deal.account, amount=Decimal(7), currency="EUR")
    found = deals_of_account(cast.olga, deal.account_id)
    assert (len(found.deals), found.count, found.wins) == (20, 25, 2)
    assert found.won == Money(Decimal("3000.50"), "EUR")
    assert found.open == [Money(deal.amount + 2100, "EUR"), Money(Decimal(300), "USD")]
    page = of(cast.olga).get(url("of_account"), {"account": deal.account_id}).content.decode()
    assert "won <b" in page and "€3.0k</b> in 2" in page and "$300</b>" in page
    assert deals_of_account(cast.pia, deal.account_id) == WithAccount([], open=[])


def test_a_column_shows_more_by_a_fragment(cast: Cast):
    for _ in range(14):
        make.deal(cast.olga)
    client = of(cast.olga)
    page = client.get(url("board"))
    assert page.content.decode().count("data-card=") == 10
    column = page.context["board"].columns[0]
    answer = client.get(url("column", column.stage.pk), {"from": column.after}, headers=BOARD)
    assert answer.content.decode().count("data-card=") == 4


def test_board_and_table_follow_the_same_filters(cast: Cast, deal: Deal):
    make.deal(cast.olga, name="Valves")
    client = of(cast.olga)
    assert client.get(url("board"), {"q": "valves"}).context["board"].count == 1
    assert client.get(url("table"), {"q": "valves"}).context["list"].count.most == 1
    for view in ("open", "closing", "no-step", "stuck", "won"):
        for name in ("board", "table"):
            assert client.get(url(name), {"view": view}).status_code == 200


def test_pipelines_are_configured_by_plain_forms(cast: Cast):
    pipeline = make.sales(cast)
    client = of(cast.adam)
    values = {"name": "Trial", "chance": "55", "blocks": ["amount"], "texts": "Budget is known"}
    assert client.post(url("stage_new", pipeline.pk), values).status_code == 303
    stage = make.stage("Trial")
    assert [criterion["block"] for criterion in stage.exit_criteria] == [True, True]
    assert "Budget is known" in client.get(url("stage_edit", stage.pk)).content.decode()
    assert client.post(url("stage_edit", stage.pk), {**values, "chance": "101"}).status_code == 422
    client.post(url("stage_shift", stage.pk), {"way": "earlier"})
    names = [one.name for one in Stage.objects.used().filter(pipeline=pipeline)]
    assert names[3:6] == ["Negotiate", "Trial", "Commit"]
    assert client.get(url("stage_remove", stage.pk)).status_code == 200
    assert client.post(url("stage_remove", stage.pk), {"heir": ""}).status_code == 303
    assert client.post(url("pipeline_new"), {"name": "Renewals"}).status_code == 303
    renewals = Pipeline.objects.get(name="Renewals")
    assert client.post(url("pipeline_default", renewals.pk)).status_code == 303
    assert client.post(url("pipeline_edit", renewals.pk), {"name": "Renewal"}).status_code == 303
    assert client.post(url("reason_new"), {"name": "Moved abroad"}).status_code == 303
    reason = make.reason("Moved abroad")
    assert client.post(url("reason_edit", reason.pk), {"name": "Moved", "active": "on"}).status_code == 303
    assert "Moved" in client.get(url("pipelines")).content.decode()
    assert of(cast.olga).post(url("pipeline_default", renewals.pk)).status_code == 403


def test_pages_cost_the_same_for_one_deal_and_for_twenty(cast: Cast):
    pump = add_product(actor=cast.adam, name="Pump")
    acorn = make.account(cast.olga)
    client = of(cast.nora)

    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def full() -> Deal:
        deal = make.deal(cast.olga, account=acorn, expected_close_on=date(2026, 4, 1))
        actions.add_line(deal, actor=cast.olga, product=pump, unit_price=Decimal(5))
        return deal

    deals = [full(), full()]
    pages = [url("board"), url("table"), url("deal", deals[0].pk), url("history", deals[0].pk)]
    few = [statements(page) for page in pages]
    deals += [full() for _ in range(18)]
    assert [statements(page) for page in pages] == few
    assert max(few[:3]) <= 12, few


def test_an_executive_reads_the_board_and_is_offered_no_move(cast: Cast, client: Client):
    make.deal(cast.olga, name="Line 2")
    for who, offered in ((cast.olga, True), (cast.nora, True), (cast.erin, False)):
        client.force_login(who)
        board = client.get("/deals/").content.decode()
        assert "Line 2" in board
        assert ("data-move=" in board) is offered


@pytest.mark.parametrize("name", ["move", "win", "lose", "pipeline", "next_step", "line_new", "estimate"])
def test_of_a_closed_deal_a_sentence_is_shown_instead_of_a_form(cast: Cast, deal: Deal, name: str):
    assert of(cast.olga).get(url(name, deal.pk)).status_code == 200
    actions.win_deal(deal, actor=cast.olga, amount=Decimal(10), closed_on=make.TODAY)
    for headers in ({}, DIALOG):
        answer = of(cast.olga).get(url(name, deal.pk), headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This deal is won, so you cannot" in page and "Reopen it first" in page
        assert f'action="{url(name, deal.pk)}"' not in page


def test_before_deleting_it_is_said_what_counts_still(cast: Cast, deal: Deal):
    client = of(cast.olga)
    assert "what is told of the future" in client.get(url("delete", deal.pk)).content.decode()
    actions.win_deal(deal, actor=cast.olga, amount=Decimal(10), closed_on=make.TODAY)
    assert (
        "those of periods that are over count it still" in client.get(url("delete", deal.pk)).content.decode()
    )
    answer = client.post(url("table"), {"bulk": "delete", "ids": [deal.pk]}).content.decode()
    assert "Those of periods that are over count them still." in answer
    assert (
        client.post(url("table"), {"bulk": "delete", "ids": [deal.pk], "confirmed": "yes"}).status_code == 303
    )
    assert not Deal.objects.alive().exists()


def test_of_an_open_deal_a_sentence_is_shown_instead_of_the_form_to_reopen_it(cast: Cast, deal: Deal):
    for headers in ({}, DIALOG):
        answer = of(cast.nora).get(url("reopen", deal.pk), headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This deal is open already." in page
        assert f'action="{url("reopen", deal.pk)}"' not in page
    actions.win_deal(deal, actor=cast.olga, amount=Decimal(10), closed_on=make.TODAY)
    assert of(cast.nora).get(url("reopen", deal.pk)).status_code == 200


def test_many_deals_are_edited_at_once_and_a_closed_one_is_refused(cast: Cast, deal: Deal):
    other, won = make.deal(cast.otto), make.deal(cast.olga)
    actions.edit_deal(won, actor=cast.olga, expected_close_on=make.TODAY)
    actions.win_deal(won, actor=cast.olga, amount=Decimal(10), closed_on=make.TODAY)
    given = {
        "bulk": "edit", "ids": [deal.pk, other.pk, won.pk], "confirmed": "yes",
        "expected_close_on": "2026-05-01", "forecast_category": "commit",
    }  # fmt: skip
    answer = of(cast.nora).post(url("table"), given, follow=True).content.decode()
    assert "2 edited, 1 refused" in answer
    for one in (deal, other):
        one.refresh_from_db()
        assert (one.expected_close_on, one.forecast_category) == (date(2026, 5, 1), "commit")
    assert Entry.objects.filter(verb="deals.edit", actor=cast.nora).count() == 2
