"""What must hold for every model, list and page, read from the system itself.

Whoever adds a model, a list or a page meets these tests, and the message says what is missing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tandem.authority.fields import define_field
from tandem.authority.models import Organization
from tandem.core.fields.models import RECORDS, TYPES
from tandem.core.lists import LISTS, Ask, by
from tandem.core.lists.filters import Filter, Relation
from tandem.core.lists.page import ListPage, make_page
from tandem.people.models import Person
from tests.access import WHO, expected
from tests.addresses import every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of
from tests.test_api_habits import Caller

ROLES = ("olga", "nora", "erin", "adam")  # an officer, her manager, an executive, an administrator

# Models without a scope, and why nobody sees more than they may all the same.
UNSCOPED = {
    "reached only through its batch, which importing.imports_of limits": (
        "core.ImportBatch", "core.ImportPiece", "core.ImportLine", "core.ImportMemory",
    ),
    "reached only by who asked for it (core.jobs)": ("core.Job", "core.JobFile"),
    "reached only by its owner and whom they share it with (core.lists.saved)": ("core.SavedView",),
    "counts of sign-ins by a digest, read by the cache alone": ("core.Shared",),
    "an answer kept for the digest of one token or session": ("core.Repeat",),
    "an index; core.search joins it with the records that the viewer may see": ("core.Document",),
    "settings of the organization that everybody may know": (
        "core.CustomField", "core.ExchangeRate", "authority.Organization", "authority.Limit", "deals.Pipeline",
        "deals.Stage", "deals.LostReason", "forecasts.Rhythm", "catalog.Product", "catalog.PriceBook", "catalog.Price",
    ),
    "the logbook: read whole by who may audit, else through a record that one sees": ("authority.Entry",),
    "how far a reader of the logbook is": ("authority.Cursor",),
    "who may see what; read by the rules themselves": ("authority.Share", "authority.Delegation"),
    "the tree of teams, which everybody may know": ("people.Team", "people.Membership"),
    "a part of a record, reached only through it": (
        "collaboration.AgreementVersion", "collaboration.Signature", "customers.AccountMember", "goals.TargetVersion",
        "goals.PlanLimit",
    ),
    "reached only by the person it is for": ("collaboration.Notification", "collaboration.NotificationChoice"),
    "computed from everybody's results; shown only through targets that one sees": ("goals.KeptCurve", "goals.Run"),
    "learned from everybody's deals; holds functions and rates, and names no deal": ("deals.WinFit",),
    "a day on which deals were counted; what it holds of them is scoped": ("forecasts.Snapshot",),
}  # fmt: skip
PAGES = {"deals:deals": "deals:table"}  # where a list is shown, when not under its own name
IN_API = {
    "customers:accounts": "/accounts", "customers:contacts": "/contacts", "deals:deals": "/deals",
    "catalog:products": "/products",
}  # fmt: skip


def test_every_model_is_scoped_or_says_why_not():
    ours = {model._meta.label: model for model in apps.get_models() if model.__module__.startswith("tandem.")}
    scoped = {label for label, model in ours.items() if hasattr(model, "scope")}
    explained = {label for labels in UNSCOPED.values() for label in labels}
    missing = ours.keys() - scoped - explained
    assert not missing, f"Give {sorted(missing)} a Scope, or say in UNSCOPED why they need none."
    assert not explained - ours.keys(), "These models are gone; take them out of UNSCOPED."
    assert not explained & scoped, "These models are scoped; take them out of UNSCOPED."


@pytest.fixture
def things(cast: Cast) -> dict[str, Any]:
    """Olga's things, and an own field of each type on each kind of record."""
    for record in RECORDS:
        for kind in TYPES:
            choices = ("Gold", "Silver") if kind == "choice" else ()
            define_field(actor=cast.adam, record=record, label=f"Own {kind}", type=kind, choices=choices)
    made = things_of(cast.olga, WORDS["olga"], cast)
    for person in cast.everybody():
        person.refresh_from_db()
    return made


def listed(viewer: Person) -> Iterator[tuple[str, ListPage]]:
    """Each list of the product, as the viewer has it."""
    from django.http import QueryDict

    from tandem.core import clock

    assert list(every_address()), "Lists are known once the routes are read."
    for name, made in LISTS.items():
        if made.__module__.startswith("tandem.") and ".tests." not in made.__module__:
            yield name, make_page(made(), QueryDict(), Ask(viewer, clock.today(), "EUR"))


def test_every_list_has_a_page_and_a_route_in_the_api(cast: Cast):
    for name, _ in listed(cast.adam):
        assert name in IN_API, f"Give {name} a route with core.api.listing and name it in IN_API."
        try:
            reverse(PAGES.get(name, name))
        except NoReverseMatch:
            pytest.fail(f"No page is called {name}; name it in PAGES.")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(  # who sees a team's, their own, everybody's
    "who", ["nora", *(pytest.param(who, marks=pytest.mark.sqlite) for who in ("olga", "erin"))]
)
def test_every_list_sorts_and_filters_by_what_it_offers(cast: Cast, things: dict[str, Any], who: str):
    viewer, client = getattr(cast, who), Client()
    # A route asks the list as its page does, so one role is enough.
    in_api = Caller(viewer) if who == "nora" else None
    client.force_login(viewer)
    faults = {}
    for name, page in listed(viewer):
        sorts = [f"{sign}{one.name}" for one in page.table.all_columns() if one.terms for sign in ("", "-")]
        offered = {one.name: asked_of(one, page, things) for one in page.table.all_filters()}
        # Every sort and every value once, one of each filter at a time: as many requests as the longest of them has.
        for together in zip_longest(*({"sort": sorts} | offered).values()):
            query = "&".join(
                f"{one}={value}"
                for one, value in zip(["sort", *offered], together, strict=True)
                if value is not None
            )
            answer = client.get(f"{reverse(PAGES.get(name, name))}?{query}")
            if answer.status_code != 200 or answer.context["list"].state.notes:
                faults[f"{name}?{query}"] = f"{answer.status_code} {answer.context['list'].state.notes}"
            if in_api:
                told = in_api("get", f"{IN_API[name]}?{query}")
                if told.status_code != 200:
                    faults[f"{IN_API[name]}?{query}"] = told.content.decode()
    assert faults == {}


def asked_of(one: Filter, page: ListPage, things: dict[str, Any]) -> list[str]:
    """Values that somebody may choose in a filter: what it offers, else something that fits."""
    offered = [option.value for option in one.options((), page.ask) if option.value]
    match one:
        case by.DateRange():
            return [*offered, "2026-01-01..2026-12-31", "2026-05-01..", "..2026-05-01"]
        case by.NumberRange() | by.AmountRange():
            return [*offered, "1..5", "1..", "..5"]
        case Relation():
            return [*offered, str(things["account_id"] if one.name == "account" else things["person_id"])]
    return offered or ["a"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", ROLES)
def test_every_list_exports_each_of_its_columns(cast: Cast, things: dict[str, Any], who: str):
    viewer, client = getattr(cast, who), Client()
    client.force_login(viewer)
    for name, page in listed(viewer):
        columns = [column.name for column in page.table.all_columns()]
        address = f"{reverse(PAGES.get(name, name))}?cols={','.join(columns)}"
        shown = client.get(address).context["list"]
        assert [column.name for column in shown.state.columns] == columns
        text = b"".join(client.get(f"{address}&export=csv").streaming_content).decode()
        rows = list(csv.reader(io.StringIO(text)))
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(f"{address}&export=xlsx").getvalue()), read_only=True
        )
        sheet = list(book.worksheets[0].iter_rows(values_only=True))
        assert len(rows) == 1 + len(shown.rows), name
        assert rows[0] == [str(head) for head in sheet[0]]
        assert len(sheet) == len(rows), name
        assert all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", ROLES)
def test_every_page_stands_when_there_is_nothing_yet(cast: Cast, who: str):
    """People and teams, and not one record: each page that takes no number answers as it does later."""
    client = Client(raise_request_exception=False)
    client.force_login(getattr(cast, who))
    faults = {}
    for name, parameters in every_address():
        should = expected().get(name, ())[WHO.index(who) :][:1]
        if parameters or not should:
            continue
        answer = client.get(reverse(name))
        if answer.status_code != should[0] and not (
            should == (200,) and answer.status_code == 404 and name in NEED
        ):
            faults[name] = f"{answer.status_code}, and {should[0]} when there is something"
    assert faults == {}, "Show what is missing and how to begin, instead of a fault."


# Panels and forms about a record, which they get in the query.
NEED = {
    "activities:timeline", "activities:log", "activities:task_new", "collaboration:about", "collaboration:comment",
    "collaboration:people", "collaboration:share", "deals:column",
}  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ["officer", "manager", "executive", "administrator"])
def test_no_page_falls_over_on_a_fresh_installation(db: None, role: str):
    """An organization and one person without a team: what a person sees on the first day."""
    Organization.objects.create(name="Fresh")
    first = Person.objects.create(name="First Person", email="first@fresh.example", role=role)
    client = Client(raise_request_exception=False)
    client.force_login(first)
    statuses = {
        name: client.get(reverse(name)).status_code for name, parameters in every_address() if not parameters
    }
    assert {name: status for name, status in statuses.items() if status >= 500} == {}
    assert statuses["workspace:today"] == statuses["deals:board"] == statuses["goals:index"] == 200


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", ["nora", "adam"])  # together they may open every page
def test_a_number_that_no_row_can_have_is_no_fault(cast: Cast, who: str):
    """2¹⁰⁰ fits no column of a database, which says so with an error where nobody looked first."""
    client = Client(raise_request_exception=False)
    client.force_login(getattr(cast, who))
    asked = "&".join(
        f"{name}={2**100}" for name in ("team", "person", "account", "owner", "id", "turned", "turn")
    )
    faults = {}
    for name, parameters in every_address():
        try:
            path = reverse(name, kwargs=dict.fromkeys(parameters, 2**100))
        except NoReverseMatch:
            continue  # this address has words in it
        for address in (path, f"{path}?{asked}&about=deals.deal"):
            status = client.get(address).status_code
            if status >= 500:
                faults[address] = status
    assert faults == {}
