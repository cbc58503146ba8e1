"""Declared lists over the API: the same filters, order and paging by key as on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from django.http import Http404, HttpRequest, QueryDict
from ninja import Schema
from pydantic import Field, create_model

from tandem.core.api.bodies import Body
from tandem.core.errors import Refused, TandemError
from tandem.core.lists import List
from tandem.core.lists.asking import Ask, Unclear, ask_of
from tandem.core.lists.page import make_page
from tandem.core.lists.paging import KeyPager
from tandem.core.lists.state import AFTER, OWN_WORDS, SORT, read_state

Row = TypeVar("Row")
MOST = 200
Id = Annotated[int, Field(ge=1, le=9_000_000_000_000_000_000)]


class Listing(Schema, Generic[Row]):
    """One page: its rows, and the key with which the next one is asked for (`?after=`), null at the end."""

    items: list[Row]
    next: str | None = Field(None, examples=["WyJBY21lIiw0Ml0"])


class Many(Body):
    """Several rows of a list, by their ids."""

    ids: list[Id] = Field(min_length=1, max_length=MOST, examples=[[1, 2]])


class NotDone(Schema):
    id: int
    reason: str = Field(examples=["This account still has contacts, deals or subsidiaries."])


class ManyOut(Schema):
    """What came of it row by row: one that is refused keeps none of the others back."""

    done: list[int] = Field(examples=[[1]])
    refused: list[NotDone]


class ListQuery(Schema):
    """The parameters of a declared list, which says itself what it cannot be filtered by."""


@cache
def list_query(table: type[List]) -> type[Schema]:
    """The query parameters of a list: its filters, the order, the page."""
    fields: dict[str, Any] = {
        name: (str | None, Field(None, description=one.label))
        for one in table().all_filters()
        for name in one.parameters()
    }
    fields["sort"] = (str | None, Field(None, description="Column to sort by; - before it turns it round"))
    fields["after"] = (str | None, Field(None, description="`next` of the page before"))
    fields["limit"] = (int, Field(50, ge=1, le=MOST, description="Rows a page"))
    return create_model(f"{table.__name__}Query", __base__=ListQuery, **fields)


def listing(
    request: HttpRequest,
    table: List,
    *,
    limit: int,
    related: Sequence[str] = (),
) -> dict[str, Any]:
    """One page of a list as {"items", "next"}. What makes no sense in the address is refused, not ignored."""
    asked = request.GET.copy()
    asked.pop("limit", None)
    if of_pages := {word: _of_pages(word) for word in asked if word in OWN_WORDS - {SORT, AFTER}}:
        raise Refused(
            next(iter(of_pages.values())), code="filter", remedy="Correct the query of the address.",
            fields=of_pages,
        )  # fmt: skip
    page = make_page(table, asked, ask_of(request))
    if page.state.notes:
        raise Refused(
            page.state.notes[0], code="filter", remedy="Correct the query of the address.",
            fields=_refused(table, asked, ask_of(request)),
        )  # fmt: skip
    pager = KeyPager(page.matching.select_related(*related), page.state.order)
    try:
        cut = pager.page(limit, after=page.state.after)
    except Unclear as error:
        raise Refused(
            "after belongs to another list, or to another order of this one.", code="page",
            remedy="Send next of the page before, or nothing.", fields={"after": "Send next of the page before."},
        ) from error  # fmt: skip
    return {"items": cut.rows, "next": cut.after or None}


def _of_pages(word: str) -> str:
    return f"“{word}” belongs to pages; the API answers every column of a list, in pages of `limit` rows."


def _refused(table: List, asked: QueryDict, ask: Ask) -> dict[str, str]:
    """Which of the parameters make no sense by themselves, and why."""
    found = {}
    for name, values in asked.lists():
        alone = QueryDict(mutable=True)
        alone.setlist(name, values)
        if notes := read_state(table, alone, ask).notes:
            found[name] = notes[0]
    return found


def each_of(
    request: HttpRequest, table: List, ids: Sequence[int], act: Callable[[Any], Any]
) -> dict[str, Any]:
    """Do `act(row)`, an action, to each of these rows that the caller may see. Returns what `ManyOut` tells."""
    found = {row.pk: row for row in table.rows(request.user).filter(pk__in=ids)}
    done: list[int] = []
    refused: list[dict[str, Any]] = []
    for pk in dict.fromkeys(ids):
        try:
            if pk not in found:
                raise Http404(f"There is no such {table.record}, or it is not yours to see.")
            act(found[pk])
            done.append(pk)
        except (TandemError, Http404) as error:
            refused.append({"id": pk, "reason": str(error)})
    return {"done": done, "refused": refused}
