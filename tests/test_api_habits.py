"""What every route of the API has in common: doors, versions, safe repeats, paging, problems."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.config.api import api
from tandem.customers.actions import add_account, edit_account
from tandem.customers.models import Account
from tandem.people.models import AccessToken, Person
from tandem.people.tokens import make_token, revoke_token
from tests.cast import Cast
from tests.scene import things_of


class Caller:
    """A program with a token."""

    def __init__(self, person: Person, scopes: str = "write") -> None:
        day = organization.today() + timedelta(days=30)
        self.token = make_token(actor=person, name="script", scopes=scopes, expires_on=day)
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def __call__(self, method: str, path: str, body: object = None, **headers: str):
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **sent)


@pytest.fixture
def olga(cast: Cast) -> Caller:
    return Caller(cast.olga)


@pytest.fixture
def acorn(cast: Cast) -> Account:
    return add_account(actor=cast.olga, name="Acorn Works")


def test_without_a_token_the_door_is_closed_and_says_how_it_opens(db):
    answer = Client().get("/api/v1/accounts")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert "Authorization: Bearer" in answer.json()["remedy"]


def test_who_writes_without_a_token_reads_that_nobody_is_signed_in(db):
    answer = Client(enforce_csrf_checks=True).post("/api/v1/accounts", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert "Authorization: Bearer" in answer.json()["remedy"]


def test_a_session_opens_the_door_and_needs_csrf_to_write(cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.olga)
    assert browser.get("/api/v1/me").json()["name"] == "Olga Officer"
    refused = browser.post("/api/v1/accounts", json.dumps({"name": "X"}), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert "X-CSRFToken" in refused.json()["remedy"]
    assert not Account.objects.exists()


def test_a_reading_token_only_reads(cast: Cast):
    reader = Caller(cast.olga, "read")
    assert reader("get", "/accounts").status_code == 200
    assert reader("post", "/accounts", {"name": "X"}).status_code == 403
    assert not Account.objects.exists()


def test_expired_and_revoked_tokens_and_those_of_leavers_are_dead(cast: Cast):
    expired, revoked, leaver = Caller(cast.olga), Caller(cast.omar), Caller(cast.paul)
    AccessToken.objects.filter(person=cast.olga).update(expires_on=organization.today())
    revoke_token(AccessToken.objects.get(person=cast.omar), actor=cast.omar)
    Person.objects.filter(pk=cast.paul.pk).update(is_active=False)
    assert [caller("get", "/me").status_code for caller in (expired, revoked, leaver)] == [401, 401, 401]


def test_a_token_is_kept_only_as_a_digest(cast: Cast, olga: Caller):
    token = AccessToken.objects.get()
    assert olga.token not in (token.digest, token.name)
    assert olga.token not in json.dumps(list(Entry.objects.values_list("facts", flat=True)))


def test_what_one_may_not_see_is_not_there(cast: Cast, acorn: Account):
    pia = Caller(cast.pia)
    assert pia("get", "/accounts").json() == {"items": [], "next": None}
    for method, body in (("get", None), ("patch", {"city": "Ulm"}), ("delete", None)):
        answer = pia(method, f"/accounts/{acorn.pk}", body)
        assert answer.status_code == 404
        assert "Acorn" not in answer.content.decode()


def test_if_match_refuses_to_overwrite_somebody_else(cast: Cast, olga: Caller, acorn: Account):
    tag = olga("get", f"/accounts/{acorn.pk}")["ETag"]
    edit_account(acorn, actor=cast.nora, city="Bonn")
    answer = olga("patch", f"/accounts/{acorn.pk}", {"city": "Ulm"}, **{"If-Match": tag})
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    fresh = olga("get", f"/accounts/{acorn.pk}")["ETag"]
    saved = olga("patch", f"/accounts/{acorn.pk}", {"city": "Ulm"}, **{"If-Match": fresh})
    assert saved.json()["city"] == "Ulm"
    assert saved["ETag"] != fresh


def parts_of_a_deal(ids: dict[str, int]) -> list[tuple[str, str, object]]:
    """Changes of Olga's things that she may make, beside the plain edit of a record."""
    deal = f"/deals/{ids['deal_id']}"
    return [
        ("post", f"{deal}/lines", {"product": ids["product_id"], "unit_price": "1"}),
        ("patch", f"{deal}/lines/{ids['line_id']}", {"quantity": "3"}),
        ("delete", f"{deal}/lines/{ids['line_id']}", None),
        ("put", f"{deal}/stakeholders/{ids['stakeholder_id']}", {"role": "user"}),
        ("delete", f"{deal}/stakeholders/{ids['stakeholder_id']}", None),
        ("post", f"/tasks/{ids['task_id']}/finish", None),
        ("delete", deal, None),
        ("post", f"{deal}/restore", None),
    ]


def what_is_configured(ids: dict[str, int]) -> list[tuple[str, str, object]]:
    """Changes of an administrator to what the organization has."""
    return [
        ("post", f"/products/{ids['product_id']}/retire", None),
        ("post", f"/products/{ids['product_id']}/sell", None),
        ("patch", f"/price-books/{ids['book_id']}", {"name": "List 2027"}),
        ("post", f"/price-books/{ids['book_id']}/default", None),
        ("patch", f"/pipelines/{ids['pipeline_id']}", {"name": "Sales 2"}),
        ("patch", f"/pipelines/{ids['pipeline_id']}", {"active": False}),
        ("patch", f"/stages/{ids['stage_id']}", {"chance": 5}),
        ("post", f"/stages/{ids['stage_id']}/remove", {}),
        ("post", f"/fields/{ids['field_id']}/archive", None),
        ("post", f"/fields/{ids['field_id']}/restore", None),
    ]


@pytest.mark.parametrize(("who", "changes"), [("olga", parts_of_a_deal), ("adam", what_is_configured)])
def test_each_change_heeds_the_version_that_was_read(cast: Cast, who: str, changes: Callable[..., Any]):
    caller, ids = Caller(getattr(cast, who)), things_of(cast.olga, "Quillfeather", cast)
    late, done = {}, {}
    for method, path, body in changes(ids):
        late[method, path] = caller(method, path, body, **{"If-Match": '"v987654"'}).status_code
        done[method, path] = caller(method, path, body).status_code
    assert set(late.values()) == {409}, late
    assert all(status < 300 or status == 422 for status in done.values()), done


def test_an_agreement_heeds_the_version_that_was_read(cast: Cast):
    ids = things_of(cast.olga, "Quillfeather", cast)
    nora, path = Caller(cast.nora), f"/agreements/{ids['agreement_id']}"
    tag = nora("get", path)["ETag"]
    late = nora("post", f"{path}/decline", {"reason": "No"}, **{"If-Match": '"v987654"'})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    told = nora("post", f"{path}/decline", {"reason": "No"}, **{"If-Match": tag})
    assert told.json()["state"] == "declined"


def test_the_same_idempotency_key_has_one_effect_and_one_answer(olga: Caller):
    key = {"Idempotency-Key": "import-42"}
    first = olga("post", "/accounts", {"name": "Birch"}, **key)
    second = olga("post", "/accounts", {"name": "Birch"}, **key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert Account.objects.count() == 1


def test_an_idempotency_key_is_not_for_another_request(olga: Caller):
    key = {"Idempotency-Key": "import-42"}
    olga("post", "/accounts", {"name": "Birch"}, **key)
    answer = olga("post", "/accounts", {"name": "Beech"}, **key)
    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency-key"


def test_a_refused_request_may_be_repeated_with_its_key(olga: Caller):
    key = {"Idempotency-Key": "import-42"}
    assert olga("post", "/accounts", {"name": ""}, **key).status_code == 422
    assert olga("post", "/accounts", {"name": "Birch"}, **key).status_code == 201


def test_pages_follow_one_another_without_gaps(cast: Cast, olga: Caller):
    for number in range(7):
        add_account(actor=cast.olga, name=f"Account {number}")
    names, after = [], ""
    while True:
        page = olga("get", f"/accounts?limit=3{after}").json()
        names += [row["name"] for row in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert names == [f"Account {number}" for number in range(7)]


def test_a_page_of_nowhere_is_refused_by_name(olga: Caller):
    problem = olga("get", "/accounts?after=garbage")
    assert problem.status_code == 422
    assert problem.json()["fields"] == {"after": "Send next of the page before."}


def test_a_filter_that_makes_no_sense_is_refused(olga: Caller):
    answer = olga("get", "/accounts?employees=many..")
    assert answer.status_code == 422
    assert answer.json()["code"] == "filter"
    assert answer.json()["fields"] == {"employees": answer.json()["title"]}
    told = olga("get", "/accounts?employees-from=many&q=acorn&colour=red&sort=health").json()["fields"]
    assert set(told) >= {"employees-from", "colour"}
    assert "q" not in told


def test_a_body_that_is_not_json_and_a_method_that_is_not_there_are_problems(olga: Caller, acorn: Account):
    answer = olga.client.post("/api/v1/accounts", data="{name", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "not-json")
    assert "application/json" in answer.json()["remedy"]
    answer = olga("put", f"/accounts/{acorn.pk}", {})
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert answer.json()["status"] == 405
    assert {"GET", "PATCH", "DELETE"} <= set(answer.headers["Allow"].split(", "))
    assert "PATCH" in answer.json()["remedy"]


def test_problems_name_the_field(olga: Caller):
    problem = olga("post", "/accounts", {"name": "Birch", "employees": -1}).json()
    assert list(problem["fields"]) == ["employees"]
    problem = olga("post", "/accounts", {"name": "Birch", "revenue": "10"}).json()
    assert "currency" in problem["fields"]


def test_a_field_or_parameter_that_is_not_there_is_refused_by_its_name(cast: Cast):
    adam, path = Caller(cast.adam), f"/teams/{cast.north.pk}"
    problem = adam("patch", path, {"parent_id": cast.south.pk})
    assert problem.status_code == 422
    assert problem.json()["fields"] == {"parent_id": "parent_id is no field here; did you mean parent?"}
    told = adam("patch", path, {"colour": "red"}).json()["fields"]
    assert told == {"colour": "colour is no field here; there are: name, parent, manager."}
    stray = adam("post", "/deals", {"name": "X", "lines": [{"product": 1, "price": "2"}]}).json()["fields"]
    assert stray == {"lines.0.price": "price is no field here; did you mean unit_price?"}
    assert adam("get", "/standing?teams=1").json()["fields"] == {
        "teams": "teams is no parameter here; did you mean team?"
    }
    assert adam("get", f"{path}?x=1").json()["fields"] == {"x": "x is no parameter here; there is none."}


def test_the_description_is_openapi_3_1_and_its_page_is_local(olga: Caller):
    described = olga("get", "/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    page = olga("get", "/docs").content.decode()
    assert "https://" not in page
    assert api.get_openapi_schema() is api.get_openapi_schema()  # it takes a second to make
