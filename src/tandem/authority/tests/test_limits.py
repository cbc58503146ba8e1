"""Limits tell what they decide and by what it is measured."""

from __future__ import annotations

from django.test import Client

from tandem.authority.grants import limit_words
from tandem.authority.limits import defaults
from tests.cast import Cast


def test_every_limit_says_what_it_decides_and_by_what(client: Client, cast: Cast) -> None:
    assert set(limit_words()) == set(defaults())
    client.force_login(cast.adam)
    page = client.get("/organization/limits/").content.decode()
    assert "Revise a published target" in page and "by its change, in percent" in page
    asked = client.get("/organization/limits/goals.revise/manager/").content.decode()
    assert "By its change, in percent. Empty: without limit." in asked
    for unknown in ("goals.revise/nobody", "deals.nothing/manager"):
        assert client.get(f"/organization/limits/{unknown}/").status_code == 404


def test_a_limit_beyond_any_amount_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.adam)
    answer = client.post("/organization/limits/goals.revise/manager/", {"most": "99999999999999999.99"})
    assert answer.status_code == 422
    assert "Write at most 18 digits." in answer.content.decode()
