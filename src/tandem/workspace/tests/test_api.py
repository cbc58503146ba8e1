"""Imports, settings, own fields, search, the audit log and saved views over the API."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.authority.models import Organization
from tandem.customers.actions import add_account
from tandem.customers.models import Account
from tests.cast import Cast
from tests.test_api_habits import Caller

FILE = "Company name,City,Owner\nAcorn Works,Ulm,Olga Officer\nBirch,Bonn,Nobody Known\n"


@pytest.fixture
def nora(cast: Cast) -> Caller:
    return Caller(cast.nora)


def upload(caller: Caller, text: str = FILE, **options: str):
    file = SimpleUploadedFile("companies.csv", text.encode(), content_type="text/csv")
    return caller.client.post("/api/v1/imports", {"file": file, **options})


def test_a_file_is_tried_settled_run_and_undone(cast: Cast, nora: Caller):
    answer = upload(nora, kind="accounts")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["mapping"] == {"Company name": "name", "City": "city", "Owner": "owner"}
    path = f"/imports/{made['id']}"
    tried = nora("post", f"{path}/try").json()
    assert (tried["state"], Account.objects.count()) == ("tried", 0)
    assert [(one["field"], one["text"], one["rows"]) for one in tried["questions"]] == [
        ("owner", "Nobody Known", 1)
    ]
    settled = nora(
        "post", f"{path}/settle",
        {"answers": [{"field": "owner", "text": "Nobody Known", "meaning": "use:Omar Officer"}]},
    )  # fmt: skip
    assert settled.json()["questions"][0]["answer"] == "use:Omar Officer"
    done = nora("post", f"{path}/run").json()
    assert (done["state"], done["counts"]["created"]) == ("finished", 2)
    assert Account.objects.get(name="Birch").owner == cast.omar
    assert nora("post", f"{path}/undo").json()["state"] == "undone"
    assert not Account.objects.alive().exists()


def test_the_mapping_can_be_corrected_before_the_trial(nora: Caller):
    made = upload(nora, kind="accounts").json()
    changed = nora("patch", f"/imports/{made['id']}", {"mapping": {"City": "region", "Owner": ""}}).json()
    assert changed["mapping"] == {"Company name": "name", "City": "region"}
    refused = nora("patch", f"/imports/{made['id']}", {"mapping": {"City": "moon"}})
    assert refused.status_code == 422


def test_who_may_not_import_is_told_so_and_an_unrun_upload_can_go(cast: Cast, nora: Caller):
    assert upload(Caller(cast.olga)).status_code == 403
    assert upload(nora, kind="people").status_code == 403
    made = upload(nora, kind="accounts").json()
    assert Caller(cast.sam)("get", f"/imports/{made['id']}").status_code == 404
    assert nora("delete", f"/imports/{made['id']}").status_code == 204
    assert nora("get", "/imports").json() == []


def test_settings_are_read_by_all_and_changed_by_administrators(cast: Cast, nora: Caller):
    assert nora("get", "/organization").json()["currency"] == "EUR"
    assert nora("patch", "/organization", {"currency": "USD"}).status_code == 403
    adam = Caller(cast.adam)
    assert adam("patch", "/organization", {"time_zone": "Mars/Olympus"}).json()["fields"].keys() == {
        "time_zone"
    }
    assert adam("patch", "/organization", {"currency": "USD"}).json()["currency"] == "USD"
    assert Organization.objects.get().time_zone == "Europe/Berlin"
    limits = adam("put", "/limits/deals.win/officer", {"most": "1000"}).json()
    told = {(one["verb"], one["role"]): one["most"] for one in limits}
    assert Decimal(told["deals.win", "officer"]) == 1000
    assert nora("get", "/limits").status_code == 403


def test_own_fields_are_defined_changed_and_archived(cast: Cast, nora: Caller):
    adam = Caller(cast.adam)
    made = adam(
        "post", "/fields", {"record": "account", "label": "Tier", "type": "choice", "choices": ["A", "B"]}
    )
    field = made.json()
    assert (made.status_code, field["key"]) == (201, "tier")
    assert nora("patch", f"/fields/{field['id']}", {"label": "Class"}).status_code == 403
    assert adam("patch", f"/fields/{field['id']}", {"label": "Class"}).json()["choices"] == ["A", "B"]
    assert adam("post", f"/fields/{field['id']}/archive").json()["archived_at"]
    assert adam("post", f"/fields/{field['id']}/restore").json()["archived_at"] is None


def test_search_finds_only_what_one_may_see(cast: Cast):
    add_account(actor=cast.olga, name="Acorn Works")
    found = Caller(cast.olga)("get", "/search?q=acorn").json()
    assert [(one["group"], one["kind"], one["title"]) for one in found] == [
        ("Records", "account", "Acorn Works")
    ]
    assert Caller(cast.pia)("get", "/search?q=acorn").json() == []


def test_the_audit_log_is_read_by_who_may_and_filtered(cast: Cast, nora: Caller):
    account = add_account(actor=cast.olga, name="Acorn Works")
    assert nora("get", "/audit").status_code == 403
    page = Caller(cast.erin)("get", f"/audit?about=customers.account&about_id={account.pk}").json()
    assert [(one["verb"], one["actor"]["name"]) for one in page["items"]] == [
        ("customers.add_account", "Olga Officer")
    ]
    assert page["next"] is None


def test_what_one_did_can_be_taken_back(cast: Cast):
    olga = Caller(cast.olga)
    account = add_account(actor=cast.olga, name="Acorn Works")
    olga("patch", f"/accounts/{account.pk}", {"city": "Ulm"})
    entry = olga("get", "/entries").json()[0]
    assert entry["verb"] == "customers.edit_account"
    assert Caller(cast.omar)("post", f"/entries/{entry['id']}/undo").status_code == 403
    assert olga("post", f"/entries/{entry['id']}/undo").status_code == 204
    assert olga("get", f"/accounts/{account.pk}").json()["city"] == ""


def test_views_are_kept_shared_and_deleted_by_their_owner(cast: Cast, nora: Caller):
    body = {"list": "deals:deals", "name": "Late", "query": "state=open", "shared": "team"}
    made = nora("post", "/views", body)
    assert made.status_code == 201, made.content
    olga = Caller(cast.olga)
    assert [(one["name"], one["owner"]["name"]) for one in olga("get", "/views?list=deals:deals").json()] == [
        ("Late", "Nora North")
    ]
    assert Caller(cast.pia)("get", "/views?list=deals:deals").json() == []
    assert olga("delete", f"/views/{made.json()['id']}").status_code == 404
    assert nora("delete", f"/views/{made.json()['id']}").status_code == 204
    assert nora("get", "/views?list=no:such").status_code == 404
