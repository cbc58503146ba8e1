"""A list to test lists with: the accounts of the cast."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.test import RequestFactory
from django.urls import path

from tandem.config.urls import urlpatterns as addresses
from tandem.core.lists import Ask, Bulk, List, ListPage, Preset, by, col, make_page, render_list
from tandem.core.periods import FiscalCalendar
from tandem.customers import actions, queries
from tandem.customers.models import HEALTHS, AccountQuerySet
from tandem.people.models import Person

TODAY = date(2026, 11, 23)


class To(forms.Form):
    """Who gets them."""

    to = forms.ModelChoiceField(Person.objects.none())

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Person.objects.visible_to(viewer)


class Some(forms.Form):
    """What may be changed in many at once."""

    city = forms.CharField(required=False)
    industry = forms.CharField(required=False)


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
    bulk = (
        Bulk("customers.reassign_account", "Reassign", actions.reassign_account, form=To, done="reassigned"),
        Bulk(
            "customers.edit_account", "Edit", actions.edit_account, form=Some, done="edited", only_filled=True
        ),
        Bulk("customers.delete_account", "Delete", actions.delete_account, done="deleted", danger=True),
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


def accounts(request: HttpRequest) -> HttpResponseBase:
    """A view as a package writes it."""
    return render_list(request, Accounts())


urlpatterns = [*addresses, path("accounts/", accounts), path("accounts/<int:pk>/", accounts, name="account")]


def get(viewer: Person, query: str = "", table: type[List] = Accounts, **headers: str) -> Any:
    """What the view answers, with the list alone on the page."""
    request = RequestFactory().get("/accounts/" + query, headers=headers)
    request.user = viewer
    request.today = TODAY
    return render_list(request, table(), "lists/_list.html")
