"""Finding records by name: beginnings first, accents and small slips forgiven, nothing foreign."""

from functools import partial

import pytest

from tandem.core import search
from tandem.core.search import finding
from tandem.core.search.folding import fold
from tandem.core.search.models import Document
from tandem.core.search.ranking import rank
from tandem.customers import actions, queries
from tandem.customers.models import Account
from tandem.people.models import Person
from tests.cast import Cast

NAMES = [
    "Acme Tools", "New Acme", "Placmetal", "Éclair Søndergård", "Kan-code", "Bluth Company",
    "Zoomtrax GmbH", "Groß & Söhne", "Betasoloin", "Acorn",
]  # fmt: skip


@pytest.fixture(params=["few", "many", "most"])
def cast_with_accounts(request: pytest.FixtureRequest, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The ways of searching: compare all one sees, or ask the index, for what is theirs at once or one by one."""
    if request.param == "many":
        monkeypatch.setattr(finding, "FEW", 2)
    if request.param == "most":
        monkeypatch.setattr(finding, "FEW", 0)
        monkeypatch.setattr(search, "find", partial(finding.find, most={"account": Account.objects.all()}))
    for name in NAMES:
        actions.add_account(actor=cast.olga, name=name, city="Łódź" if name == "Acorn" else "")
    for name in ("Acme Foreign", "Kan-code Foreign", "Fern"):
        actions.add_account(actor=cast.pia, name=name)
    return cast


def titles(viewer: Person, text: str, limit: int = 12) -> list[str]:
    return [hit.title for hit in search.find(text, {"account": queries.accounts(viewer)}, limit)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("acme", ["Acme Tools", "New Acme", "Placmetal"]),
        ("ACME to", ["Acme Tools"]),
        ("acm", ["Acme Tools", "New Acme", "Placmetal"]),
        ("ac", ["Acorn", "Acme Tools", "New Acme"]),
        ("b", ["Betasoloin", "Bluth Company"]),
        ("eclair", ["Éclair Søndergård"]),
        ("sondergard", ["Éclair Søndergård"]),
        ("gross sohne", ["Groß & Söhne"]),
        ("kan code", ["Kan-code"]),
        ("kan-code", ["Kan-code"]),
        ("lodz", ["Acorn"]),
        ("zoomtracks", []),
        ("zomtrax", ["Zoomtrax GmbH"]),
        ("zoomtrx gmbh", ["Zoomtrax GmbH"]),
        ("betasolion", ["Betasoloin"]),
        ("blut compny", ["Bluth Company"]),
        ("xyzzy", []),
        ("", []),
        ("  ", []),
        ("%_'\"*()", []),
        ("acme\x00", ["Acme Tools", "New Acme", "Placmetal"]),
    ],
)
def test_what_is_found(cast_with_accounts: Cast, text: str, found: list[str]):
    assert titles(cast_with_accounts.olga, text) == found


def test_one_finds_what_one_may_see(cast_with_accounts: Cast):
    assert titles(cast_with_accounts.pia, "acme") == ["Acme Foreign"]
    assert titles(cast_with_accounts.paul, "acme") == []
    assert len(titles(cast_with_accounts.erin, "acme")) == 4


def test_an_officer_finds_theirs_among_many_foreign_ones(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "CANDIDATES", 5)
    for number in range(30):
        actions.add_account(actor=cast.pia, name=f"Acme {number}")
    actions.add_account(actor=cast.olga, name="Small acme")
    assert titles(cast.olga, "acme") == ["Small acme"]
    monkeypatch.setattr(finding, "FEW", 0)
    assert titles(cast.olga, "acme") == ["Small acme"]


def test_the_best_come_first_and_no_more_than_asked(cast_with_accounts: Cast):
    assert titles(cast_with_accounts.olga, "acme", limit=2) == ["Acme Tools", "New Acme"]


def test_near_misses_are_marked(cast_with_accounts: Cast):
    hits = search.find("zomtrax", {"account": queries.accounts(cast_with_accounts.olga)})
    assert [hit.near for hit in hits] == [True]


def test_what_changes_is_found_by_its_new_name(cast: Cast):
    account = actions.add_account(actor=cast.olga, name="Old Oak")
    actions.edit_account(account, actor=cast.olga, name="Young Yew")
    assert titles(cast.olga, "oak") == []
    assert titles(cast.olga, "yew") == ["Young Yew"]
    assert Document.objects.filter(kind="account").count() == 1


def test_what_is_deleted_is_not_found(cast: Cast):
    account = actions.add_account(actor=cast.olga, name="Old Oak")
    actions.delete_account(account, actor=cast.olga)
    assert Document.objects.filter(kind="account").count() == 0


def test_the_index_can_be_made_anew(cast_with_accounts: Cast):
    Document.objects.all().delete()
    search.rebuild()
    assert Document.objects.filter(kind="account").count() == 13
    assert titles(cast_with_accounts.olga, "zomtrax") == ["Zoomtrax GmbH"]


def test_this_database_has_what_search_needs(db: None):
    assert search.note() == ""


def test_without_an_index_search_still_finds_names(cast_with_accounts: Cast):
    finding.engine.destroy()
    try:
        assert "PostgreSQL" in search.note() or "misspelled" in search.note()
        assert titles(cast_with_accounts.olga, "acme t") == ["Acme Tools"]
    finally:
        search.ensure()
    assert search.note() == ""


def test_a_filter_of_a_list_finds_contained_words(cast_with_accounts: Cast):
    rows = queries.accounts(cast_with_accounts.olga).filter(pk__in=search.matching("account", "cme"))
    assert {row.name for row in rows} == {"Acme Tools", "New Acme", "Placmetal"}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Éclair & Søn, GmbH", "eclair son gmbh"),
        ("ŁÓDŹ_2", "lodz 2"),
        ("Straße", "strasse"),
        ("株式会社", "株式会社"),
    ],
)
def test_folding(text: str, folded: str):
    assert fold(text) == folded


def test_order_of_hits():
    ranks = [
        rank(["acme"], *pair)
        for pair in (
            ("acme", " acme"),
            ("acme tools", " acme tools"),
            ("new acme", " new acme"),
            ("placmetal", " placmetal"),
            ("oak", " oak acme street"),
            ("acne", " acne"),
        )
    ]
    assert ranks == sorted(ranks)
    assert rank(["acme"], "oak", " oak") is None


def test_a_slip_in_the_name_comes_before_a_slip_in_what_stands_beside_it():
    company = rank(["balbix"], "balbrix metals", " balbrix metals textiles groningen")
    contact = rank(["balbix"], "joana kirchau", " joana kirchau balbrix metals")
    assert company is not None and contact is not None
    assert company < contact
