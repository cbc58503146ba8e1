"""Deals over the API: the same acts as on the pages, as data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tandem.authority.configuring import set_limit
from tandem.authority.fields import define_field
from tandem.catalog.actions import add_book, add_product, set_price
from tandem.core import clock
from tandem.customers.actions import add_account, add_contact
from tandem.deals.models import Deal, LostReason
from tests.cast import Cast
from tests.test_api_habits import Caller


@pytest.fixture
def olga(cast: Cast) -> Caller:
    return Caller(cast.olga)


def opened(caller: Caller, **more: object) -> dict:
    answer = caller("post", "/deals", {"name": "Line 2", "amount": "42800", "currency": "EUR", **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_deal_is_opened_moved_and_won(cast: Cast, olga: Caller):
    account = add_account(actor=cast.olga, name="Acorn Works")
    deal = opened(olga, account=account.pk, next_step="Call", expected_close_on="2027-01-15")
    assert (deal["account"], deal["stage"]["name"]) == ({"id": account.pk, "name": "Acorn Works"}, "Qualify")
    stages = {one["name"]: one["id"] for one in olga("get", "/pipelines").json()[0]["stages"]}
    moved = olga("post", f"/deals/{deal['id']}/move", {"stage": stages["Discover"]}).json()
    assert moved["stage"]["name"] == "Discover"
    won = olga("post", f"/deals/{deal['id']}/win", {"amount": "50000"}).json()
    assert (won["state"], won["closed_on"]) == ("won", clock.today("Europe/Berlin").isoformat())
    assert Decimal(won["amount"]) == 50_000
    assert olga("post", f"/deals/{deal['id']}/win", {}).json()["code"] == "closed"


def test_the_stages_that_a_deal_passed_are_told_with_what_it_was_worth(cast: Cast, olga: Caller):
    deal = opened(olga)
    stages = {one["name"]: one["id"] for one in olga("get", "/pipelines").json()[0]["stages"]}
    olga("post", f"/deals/{deal['id']}/move", {"stage": stages["Discover"]})
    told = olga("get", f"/deals/{deal['id']}/stages").json()
    assert [(one["from_stage"] or {}).get("name") for one in told] == [None, "Qualify"]
    assert [one["to_stage"]["name"] for one in told] == ["Qualify", "Discover"]
    assert {(Decimal(one["amount"]), one["by"]["id"]) for one in told} == {(Decimal(42800), cast.olga.pk)}
    assert Caller(cast.pia)("get", f"/deals/{deal['id']}/stages").status_code == 404


def test_a_deal_is_lost_for_a_reason_of_the_list_and_reopened(olga: Caller):
    deal = opened(olga)
    refused = olga("post", f"/deals/{deal['id']}/lose", {"reason": 987})
    assert (refused.status_code, "reason" in refused.json()["title"]) == (422, True)
    price = LostReason.objects.get(name="Price")
    assert (
        olga("post", f"/deals/{deal['id']}/lose", {"reason": price.pk}).json()["lost_reason"]["name"]
        == "Price"
    )
    again = olga("post", f"/deals/{deal['id']}/reopen", {"reason": "They called again"}).json()
    assert (again["state"], again["lost_reason"]) == ("open", None)


def test_what_exceeds_a_limit_is_asked_for_with_a_reason(cast: Cast, olga: Caller):
    set_limit(actor=cast.adam, verb="deals.win", role="officer", most=Decimal(1000))
    deal = opened(olga, expected_close_on="2027-01-15")
    refused = olga("post", f"/deals/{deal['id']}/win", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "beyond-limit")
    asked = olga("post", f"/deals/{deal['id']}/win", {"reason": "Signed this morning"})
    assert (asked.status_code, asked.json()["answerer"]["name"]) == (202, "Nora North")
    yes = Caller(cast.nora)("post", f"/agreements/{asked.json()['agreement']}/accept", {"seen": 1})
    assert yes.status_code == 200, yes.content
    assert olga("get", f"/deals/{deal['id']}").json()["state"] == "won"


def test_products_make_the_amount_and_stakeholders_have_roles(cast: Cast, olga: Caller):
    pump = add_product(actor=cast.adam, name="Pump")
    set_price(
        pump,
        actor=cast.adam,
        book=add_book(actor=cast.adam, name="List", currency="EUR"),
        amount=Decimal(500),
    )
    deal = opened(olga, lines=[{"product": pump.pk, "quantity": "2"}])
    assert (deal["amount"], deal["lines"][0]["unit_price"]) == ("1000.00", "500.00")
    line = f"/deals/{deal['id']}/lines/{deal['lines'][0]['id']}"
    assert olga("patch", line, {"discount": "10"}).json()["amount"] == "900.00"
    contact = add_contact(actor=cast.olga, name="Ada Berg")
    body = {"contact": contact.pk, "role": "champion"}
    stakes = olga("post", f"/deals/{deal['id']}/stakeholders", body).json()["stakeholders"]
    assert [(one["contact"]["name"], one["role"]) for one in stakes] == [("Ada Berg", "champion")]
    assert olga("delete", line).json()["lines"] == []


def test_only_what_is_sent_changes_and_only_if_it_was_read(cast: Cast, olga: Caller):
    deal = opened(olga, next_step="Call")
    tag = olga("get", f"/deals/{deal['id']}")["ETag"]
    saved = olga("patch", f"/deals/{deal['id']}", {"source": "Fair"}, **{"If-Match": tag})
    assert (saved.json()["next_step"], saved.json()["source"]) == ("Call", "Fair")
    assert olga("patch", f"/deals/{deal['id']}", {"source": "Web"}, **{"If-Match": tag}).status_code == 409


def test_a_role_is_changed_only_if_it_was_read(cast: Cast, olga: Caller):
    path = f"/deals/{opened(olga)['id']}"
    body = {"contact": add_contact(actor=cast.olga, name="Ada Berg").pk, "role": "champion"}
    added = olga("post", f"{path}/stakeholders", body)
    role = f"{path}/stakeholders/{added.json()['stakeholders'][0]['id']}"
    read = {"If-Match": added["ETag"]}
    assert olga("put", role, {"role": "blocker"}, **read).status_code == 200
    assert olga("put", role, {"role": "user"}, **read).status_code == 409
    assert olga("delete", role, **read).status_code == 409
    assert [one["role"] for one in olga("get", path).json()["stakeholders"]] == ["blocker"]


def test_own_fields_are_checked_and_named(cast: Cast, olga: Caller):
    define_field(actor=cast.adam, record="deal", label="Seats", type="number")
    deal = opened(olga, extra={"seats": "12"})
    assert deal["extra"] == {"seats": "12"}
    refused = olga("patch", f"/deals/{deal['id']}", {"extra": {"seats": "many"}}).json()
    assert refused["fields"] == {"extra.seats": "Seats is a number, not “many”."}
    assert olga("patch", f"/deals/{deal['id']}", {"extra": {"seats": None}}).json()["extra"] == {}


def test_a_deleted_deal_is_gone_and_comes_back(cast: Cast, olga: Caller):
    deal = opened(olga)
    assert olga("delete", f"/deals/{deal['id']}").status_code == 204
    assert olga("get", f"/deals/{deal['id']}").status_code == 404
    assert Caller(cast.pia)("post", f"/deals/{deal['id']}/restore").status_code == 404
    assert olga("post", f"/deals/{deal['id']}/restore").json()["name"] == "Line 2"


def test_a_manager_gives_a_deal_away_and_an_officer_does_not(cast: Cast, olga: Caller):
    deal = opened(olga)
    assert olga("post", f"/deals/{deal['id']}/reassign", {"to": cast.omar.pk}).status_code == 403
    given = Caller(cast.nora)("post", f"/deals/{deal['id']}/reassign", {"to": cast.omar.pk})
    assert given.json()["owner"]["name"] == "Omar Officer"


def test_the_list_filters_and_pages(cast: Cast, olga: Caller):
    for number in range(5):
        opened(olga, name=f"Deal {number}", amount=str(1000 * number))
    page = olga("get", "/deals?amount=2000..&sort=-amount&limit=2").json()
    assert [row["name"] for row in page["items"]] == ["Deal 4", "Deal 3"]
    rest = olga("get", f"/deals?amount=2000..&sort=-amount&limit=2&after={page['next']}").json()
    assert ([row["name"] for row in rest["items"]], rest["next"]) == (["Deal 2"], None)


def test_many_deals_are_given_away_each_done_or_refused_by_itself(cast: Cast, olga: Caller):
    mine = [opened(olga, name=f"Deal {number}")["id"] for number in range(2)]
    foreign = opened(Caller(cast.pia))["id"]
    body = {"ids": [*mine, foreign], "to": cast.omar.pk}
    assert olga("post", "/deals/reassign", body).json()["done"] == []
    told = Caller(cast.nora)("post", "/deals/reassign", body).json()
    assert (told["done"], [each["id"] for each in told["refused"]]) == (mine, [foreign])
    assert set(Deal.objects.filter(pk__in=mine).values_list("owner", flat=True)) == {cast.omar.pk}
    assert Deal.objects.get(pk=foreign).owner == cast.pia


def test_administrators_change_pipelines_and_others_do_not(cast: Cast, olga: Caller):
    opened(olga)
    adam = Caller(cast.adam)
    pipeline = olga("get", "/pipelines").json()[0]
    body = {"name": "Trial", "chance": 45, "exit_criteria": [{"field": "amount", "block": True}]}
    assert olga("post", f"/pipelines/{pipeline['id']}/stages", body).status_code == 403
    stage = adam("post", f"/pipelines/{pipeline['id']}/stages", body).json()
    names = [one["name"] for one in adam("get", "/pipelines").json()[0]["stages"]]
    assert names == ["Qualify", "Discover", "Propose", "Negotiate", "Commit", "Trial", "Won", "Lost"]
    assert adam("post", f"/stages/{stage['id']}/remove", {}).status_code == 204
    assert Deal.objects.count() == 1


def test_a_caller_is_slowed_down_and_told_for_how_long(olga: Caller, monkeypatch: pytest.MonkeyPatch):
    from tandem.config.api import api
    from tandem.core.api import CallerRate

    rate = next(one for one in api.throttle if isinstance(one, CallerRate))
    monkeypatch.setattr(rate, "num_requests", 3)
    statuses = [olga("get", "/me").status_code for _ in range(3)]
    slowed = olga("get", "/me")
    assert (statuses, slowed.status_code, slowed.json()["code"]) == ([200, 200, 200], 429, "too-many")
    assert 1 <= int(slowed["Retry-After"]) <= 60


def test_somebody_who_tries_tokens_is_slowed_down(db: None, monkeypatch: pytest.MonkeyPatch):
    from django.test import Client

    from tandem.core.api import rates

    monkeypatch.setattr(rates, "A_STRANGER", "2/m")
    stranger = Client(headers={"Authorization": "Bearer tandem_wrong"}, REMOTE_ADDR="192.0.2.7")
    assert [stranger.get("/api/v1/me").status_code for _ in range(3)] == [401, 401, 429]
