"""`tandem export`: a list as a file, as one person sees it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tandem.cli.people import acting
from tandem.cli.ready import Stop, make_ready, require_current_database

if TYPE_CHECKING:
    from tandem.core.lists.page import ListPage
    from tandem.people.models import Person


@click.command()
@click.argument("name", metavar="LIST", required=False)
@click.option("--where", default="", metavar="QUERY", help="Filters and order, as in the page's address.")
@click.option("--columns", default="", metavar="NAMES", help="Columns, separated by commas.")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "json"]), help="By default told by the file."
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; default: standard output."
)
@click.option("--as", "email", metavar="EMAIL", help="Whose view (default: the only administrator's).")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def export(
    name: str | None,
    where: str,
    columns: str,
    kind: str | None,
    output: Path | None,
    email: str | None,
    force: bool,
) -> None:
    """Write a list to a file: exactly what the person would see, filtered and ordered the same way.

    Without LIST it names the lists there are. JSON is one object per line.

    \b
    Example:
      tandem export deals --where "state=open&sort=-amount" --as nora@example.com --output open.xlsx
      tandem export accounts --format json | head
    """
    make_ready()
    require_current_database()
    if name is None:
        click.echo("\n".join(sorted(lists())))
        return
    if output is not None and output.exists() and not force:
        raise Stop(f"{output} exists already.", "Choose another name, or overwrite it with --force.")
    kind = kind or (output.suffix.lstrip(".").lower() if output else "csv")
    if kind not in ("csv", "xlsx", "json"):
        raise click.UsageError(f"{output}: name the format with --format csv, xlsx or json.")
    pieces = written(page_of(name, where, columns, acting(email)), kind)
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    with output.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    click.echo(f"Wrote {output}.", err=True)


def lists() -> dict[str, str]:
    """What can be exported: the word here → the list's name, "accounts" → "customers:accounts"."""
    from tandem.core.lists.table import LISTS
    from tandem.core.lists.work import find_list

    find_list("")  # loads every package's lists
    return {name.rpartition(":")[2]: name for name in LISTS}


def page_of(name: str, where: str, columns: str, person: Person) -> ListPage:
    """The list as `person` sees it today."""
    from difflib import get_close_matches

    from django.http import QueryDict
    from django.utils import timezone

    from tandem.authority import organization
    from tandem.core import clock
    from tandem.core.lists.asking import Ask
    from tandem.core.lists.page import make_page
    from tandem.core.lists.work import find_list

    table = find_list(lists().get(name, name))
    if table is None:
        near = get_close_matches(name, lists(), n=1)
        hint = f"Did you mean {near[0]}?" if near else "`tandem export` names the lists."
        raise Stop(f"There is no list {name}.", hint)
    parameters = QueryDict(where.lstrip("?"), mutable=True)
    if columns:
        parameters["cols"] = columns
    ours = organization.current()
    zone = person.time_zone or ours.time_zone
    timezone.activate(zone)
    ask = Ask(person, clock.today(zone), organization.calendar(), ours.currency)
    page = make_page(table, parameters, ask)
    if page.state.notes:
        names = {
            "Columns": [column.name for column in table.all_columns()],
            "Filters": [one.name for one in table.all_filters()],
        }
        hint = " ".join(f"{what}: {', '.join(known)}." for what, known in names.items())
        raise Stop(" ".join(page.state.notes), hint)
    return page


def written(page: ListPage, kind: str) -> Iterator[bytes]:
    """The list in pieces of a file."""
    from tandem.core.lists.export import csv_lines, export_rows
    from tandem.core.lists.workbook import pieces, workbook

    if kind == "csv":
        yield from (line.encode() for line in csv_lines(page))
    elif kind == "xlsx":
        yield from pieces(workbook(page))
    else:
        heads = [head for column in page.state.columns for head in column.heads()]
        for row in export_rows(page):
            cells: list[Any] = [cell for column in page.state.columns for cell in column.cells(row)]
            answer = dict(zip(heads, cells, strict=True))
            yield json.dumps(answer, ensure_ascii=False, default=str).encode() + b"\n"
