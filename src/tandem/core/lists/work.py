"""Lists as jobs: exports and bulk actions too large for a request."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import get_resolver
from django.utils import timezone

from tandem.core import jobs
from tandem.core.jobs.models import Job
from tandem.core.lists import bulk as bulks
from tandem.core.lists.asking import Ask
from tandem.core.lists.export import csv_lines, file_name
from tandem.core.lists.page import ListPage, make_page
from tandem.core.lists.table import LISTS, List
from tandem.core.lists.workbook import pieces, workbook
from tandem.core.periods import FiscalCalendar


def find_list(name: str) -> List | None:
    """A new instance of the list of this name; None when there is none."""
    if name not in LISTS:
        _ = get_resolver().url_patterns  # tables are loaded with the addresses
    return LISTS[name]() if name in LISTS else None


def start_work(job: str, page: ListPage, **values: Any) -> Job:
    """Have something done with a list, as it is filtered now and as its viewer sees it."""
    return jobs.start(
        job,
        asked_by=page.ask.viewer,
        title=page.table.title,
        list_name=page.table.name,
        query=page.url(),
        today=page.ask.today.isoformat(),
        start_month=page.ask.calendar.start_month,
        currency=page.ask.currency,
        **values,
    )


def page_again(
    progress: jobs.Progress, list_name: str, query: str, today: str, start_month: int, currency: str
) -> ListPage:
    """The page of a list that a job is about."""
    table = find_list(list_name)
    assert table is not None
    ask = Ask(progress.job.asked_by, date.fromisoformat(today), FiscalCalendar(start_month), currency)
    path, _, parameters = query.partition("?")
    return make_page(table, QueryDict(parameters), ask, path)


@jobs.job("lists.export")
def export(
    progress: jobs.Progress, *, title: str, wanted: str, zone: str, bom: bool = False, **where: Any
) -> dict[str, Any]:
    """Write a file of a list, with times as the clock of who asked shows them."""
    with timezone.override(zone):
        return _export(progress, title, wanted, bom, where)


def _export(
    progress: jobs.Progress, title: str, wanted: str, bom: bool, where: dict[str, Any]
) -> dict[str, Any]:
    page = page_again(progress, **where)
    progress.begin(None, f"Writing {page.table.plural()}")
    name = f"{file_name(page)}.{wanted}"
    if wanted == "xlsx":
        progress.keep_file(name, pieces(workbook(page)))
    else:
        progress.keep_file(name, (line.encode() for line in csv_lines(page, bom=bom)))
    return {"sentence": f"{title}: the file is ready.", "back": where["query"]}


@jobs.job("lists.bulk")
def act_on_many(
    progress: jobs.Progress, *, title: str, key: str, data: dict[str, list[str]], **where: Any
) -> dict[str, Any]:
    """Do something to many rows."""
    page = page_again(progress, **where)
    bulk = next(one for one in page.table.bulk if one.key == key)
    given = QueryDict(mutable=True)
    for name, values in data.items():
        given.setlist(name, values)
    form = bulks.make_form(bulk, given, page.ask.viewer)
    if not form.is_valid():
        return {"sentence": "The form does not fit any more; nothing was changed.", "back": where["query"]}
    ids = list(bulks.chosen_rows(page, given).values_list("pk", flat=True))
    rows = page.table.rows(page.ask.viewer)
    progress.begin(len(ids), f"{bulk.label}: {page.table.plural()}")
    found = (row for pk in ids if (row := rows.filter(pk=pk).first()) is not None)
    outcome = bulks.act(
        bulk, found, actor=page.ask.viewer, values=bulks.values_of(bulk, form), progress=progress
    )
    return {"sentence": outcome.sentence, "lines": outcome.lines, "back": where["query"]}
