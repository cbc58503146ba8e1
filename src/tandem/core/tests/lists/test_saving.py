"""Saved views: one's own, shared ones, and what nobody else sees."""

import pytest
from django.http import Http404
from django.test import Client

from tandem.core.errors import Refused
from tandem.core.lists import saved
from tandem.core.lists.models import SavedView
from tandem.customers.models import Account
from tandem.people.models import Person
from tests.cast import Cast

from .sample import get, names, page

pytestmark = pytest.mark.urls("tandem.core.tests.lists.sample")
LIST = "tests:accounts"


def save(
    person: Person, name: str, query: str = "?revenue=500..&sort=-revenue", shared: str = ""
) -> SavedView:
    return saved.save_view(person, LIST, name=name, query=query, shared=shared)


def tabs(person: Person) -> list[str]:
    return [tab.label for tab in page(person).tabs][3:]


def test_a_view_is_saved_and_shown(cast: Cast, accounts: list[Account], client: Client):
    client.force_login(cast.olga)
    given = {"name": " Whales ", "query": "revenue=500..&sort=-revenue&after=x&page=2", "path": "/accounts/"}
    answer = client.post(f"/lists/{LIST}/views/", given)
    view = SavedView.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/accounts/?view={view.pk}")
    assert view.name == "Whales"
    shown = page(cast.olga, f"view={view.pk}")
    assert names(shown) == ["Acorn 04", "Acorn 07", "Acorn 08", "Acorn 05"]
    assert [tab.label for tab in shown.tabs if tab.current] == ["Whales"]


def test_saving_under_the_same_name_replaces_it(cast: Cast):
    save(cast.olga, "Whales")
    save(cast.olga, "Whales", "?owner=me")
    assert [view.query for view in SavedView.objects.all()] == ["owner=me"]


def test_a_view_shows_to_those_it_is_shared_with(cast: Cast):
    save(cast.nora, "For all", shared="everyone")
    save(cast.nora, "North", shared="team")
    save(cast.nora, "Mine")
    save(cast.otto, "Harbor", shared="team")
    assert tabs(cast.nora) == ["For all", "Harbor", "Mine", "North"]
    assert tabs(cast.olga) == ["For all", "North"]
    assert tabs(cast.otto) == ["For all", "Harbor", "North"]
    assert tabs(cast.pia) == ["For all"]
    assert tabs(cast.erin) == ["For all"]


def test_it_is_told_who_shared_a_view(cast: Cast):
    save(cast.nora, "For all", shared="everyone")
    assert "shared by Nora North" in get(cast.pia).content.decode()
    assert "shared by" not in get(cast.nora).content.decode()


def test_a_shared_view_shows_each_reader_their_own_rows(cast: Cast, accounts: list[Account]):
    view = save(cast.nora, "All", query="sort=name", shared="everyone")
    assert names(page(cast.pia, f"view={view.pk}")) == ["Foreign Fern"]


def test_another_ones_private_view_does_not_exist(cast: Cast, accounts: list[Account]):
    view = save(cast.nora, "Mine")
    assert page(cast.olga, f"view={view.pk}").state.notes == [
        "There is no such view any more; these are all."
    ]
    with pytest.raises(Http404):
        saved.delete_view(cast.olga, LIST, view.pk)


def test_ones_own_view_can_be_deleted(cast: Cast, client: Client):
    view = save(cast.olga, "Mine")
    client.force_login(cast.olga)
    answer = client.post(f"/lists/{LIST}/views/{view.pk}/delete/", {"path": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name(cast: Cast):
    with pytest.raises(Refused, match="needs a name"):
        save(cast.olga, "  ")


def test_a_changed_list_can_be_saved_and_an_unchanged_one_not(cast: Cast):
    assert page(cast.olga, "owner=me").can_save
    assert page(cast.olga, "owner=me&cols=health&after=x").query == "owner=me&cols=name%2Chealth"
    assert not page(cast.olga).can_save
    assert not page(cast.olga, "view=mine").can_save


def test_a_filter_by_a_record_suggests_what_one_may_see(cast: Cast, accounts: list[Account], client: Client):
    client.force_login(cast.olga)
    found = client.get(f"/lists/{LIST}/suggest/parent/", {"parent": "0"}).content.decode()
    assert found.count("<option") == 11
    assert f"Acorn 00 #{accounts[0].pk}" in found
    assert "<option" not in client.get(f"/lists/{LIST}/suggest/parent/", {"parent": "fern"}).content.decode()
    assert client.get(f"/lists/{LIST}/suggest/health/").status_code == 404
    assert client.get("/lists/none/suggest/health/").status_code == 404


def test_a_suggestion_is_a_filter(cast: Cast, accounts: list[Account]):
    assert page(cast.olga, f"parent=Acorn 00 %23{accounts[0].pk}").chips[0].words == "Acorn 00"
    assert page(cast.nora, "owner=Olga").count.most == 12
