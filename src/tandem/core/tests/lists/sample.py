"""A list to test lists with: the accounts of the cast."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.test import RequestFactory

from tandem.core.lists import Ask, List, ListPage, Preset, by, col, make_page, render_list
from tandem.core.periods import FiscalCalendar
from tandem.customers import queries
from tandem.customers.models import HEALTHS, AccountQuerySet
from tandem.people.models import Person

TODAY = date(2026, 11, 23)


class Accounts(List):
    name = "tests:accounts"
    title = "Accounts"
    record = "account"
    columns = (
        col.Text("name", link=True, sort=True),
        col.Money("revenue", "Yearly revenue", sort=True, total=True, phone=True),
        col.Person("owner"),
        col.Tag("health", tones={"good": "ok", "poor": "bad"}),
        col.Text("size", needs=("employees",)),
        col.Related("parent"),
        col.YesNo("strategic"),
        col.Number("employees", sort=True, hidden=True),
        col.Moment("created_at", "Added", hidden=True, sort=True),
    )
    filters = (
        by.Text("q", "Name or city", paths=("name", "city")),
        by.Person("owner"),
        by.Choice("health", choices=HEALTHS, none="Not rated"),
        by.YesNo("strategic"),
        by.AmountRange("revenue", none="Unknown"),
        by.DateRange("added", path="created_at", moments=True),
        by.Relation("parent", rows=queries.accounts, none="None"),
    )
    views = (
        Preset("mine", "My accounts", "?owner=me"),
        Preset("big", "Biggest", "?revenue=900..&sort=-revenue"),
    )
    default_order = "name"
    page_size = 5

    def rows(self, viewer: Person) -> AccountQuerySet:
        return queries.accounts(viewer)

    def row_url(self, row: Any) -> str:
        return f"/accounts/{row.pk}/"


def ask(viewer: Person) -> Ask:
    return Ask(viewer, TODAY, FiscalCalendar(1))


def page(viewer: Person, query: str = "", table: type[List] = Accounts) -> ListPage:
    return make_page(table(), QueryDict(query.lstrip("?")), ask(viewer), "/accounts/")


def names(page: ListPage) -> list[str]:
    return [row.name for row in page.rows]


def get(viewer: Person, query: str = "", table: type[List] = Accounts, **headers: str) -> Any:
    """What the view answers, with the list alone on the page."""
    request = RequestFactory().get("/accounts/" + query, headers=headers)
    request.user = viewer
    request.today = TODAY
    return render_list(request, table(), "lists/_list.html")
