"""`tandem import`."""

from __future__ import annotations

import codecs
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tandem.cli.people import acting
from tandem.cli.ready import Stop, as_json, make_ready, require_current_database, say

if TYPE_CHECKING:
    from tandem.core.imports.models import ImportBatch
    from tandem.people.models import Person

KINDS = ("people", "accounts", "contacts", "products", "deals", "auto")
SHOWN = 20
PIECE = 1 << 20


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Do everything and keep nothing; tell what would happen.")
@click.option("--currency", metavar="CODE", help="The currency of amounts that name none, such as USD.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="Which field a column fills.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="FIELD:TEXT=NAME",
    help="What a text in the file means, for all rows: a name, or :create, or :blank.",
)
@click.option("--as", "email", metavar="EMAIL", help="Who imports (default: the only administrator).")
@click.option("--shift-to-today", is_flag=True, help="Shift all dates so that the data end today.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where it is open.")
@click.option("--decimal", type=click.Choice([",", "."]), help="The decimal mark, where it is open.")
@click.option("--encoding", help="The encoding, where it is not recognized.")
@as_json
def import_command(
    kind: str,
    files: tuple[Path, ...],
    dry_run: bool,
    currency: str | None,
    mapped: tuple[str, ...],
    answers: tuple[str, ...],
    email: str | None,
    shift_to_today: bool,
    date_order: str | None,
    decimal: str | None,
    encoding: str | None,
    in_json: bool,
) -> None:
    """Import CSV files of people, accounts, contacts, products or deals ("auto": told by the header).

    Rows that are refused are listed with the reason. Importing the same file again changes nothing but what
    was refused, so it is safe to answer and repeat. Exit code 1 when rows were refused.

    \b
    Example:
      tandem import people sales_teams.csv
      tandem import deals sales_pipeline.csv --currency USD --answer "product:GTXPro=GTX Pro"
    """
    make_ready()
    require_current_database()
    from tandem.authority import importing

    actor = acting(email)
    if encoding:
        known_encoding(encoding)
    if currency:
        known_currency(currency.upper())
    options = {
        "currency": (currency or "").upper(),
        "shift": shift_to_today,
        "order": date_order,
        "decimal": decimal,
        "encoding": encoding,
    }
    told = []
    for path in files:
        batch = begun(kind, path, actor, options)
        choose(batch, mapped, answers)
        require_told(batch)
        if dry_run and batch.state == "stopped":
            raise Stop(f"{path.name} is half imported.", "Run it without --dry-run to go on.")
        (importing.try_out if dry_run else importing.run)(batch)
        told.append(as_answer(batch, dry_run=dry_run))
        if not in_json:
            tell(told[-1])
    if in_json:
        say(told)
    if any(one["refused"] for one in told):
        raise click.exceptions.Exit(1)


def known_encoding(name: str) -> None:
    """Stop where Python knows no such encoding."""
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise Stop(f"There is no encoding {name}.", "Give utf-8, utf-16 or windows-1252.") from error


def known_currency(code: str) -> None:
    """Stop at a code that is no currency, whatever the file holds."""
    from tandem.core.errors import Refused
    from tandem.core.imports.preparing import check_currency

    try:
        check_currency(code)
    except Refused as refused:
        raise Stop(refused.sentence, refused.remedy) from refused


def doubts(batch: ImportBatch) -> list[str]:
    """What the columns leave open, such as which of day and month stands first, and how it was read."""
    told = []
    for column, shape in zip(batch.layout["columns"], batch.shapes, strict=True):
        if shape["doubtful"] and batch.mapping.get(column):
            if shape["sort"] == "date":
                read = (
                    "month first; --date-order dmy"
                    if shape["order"] == "mdy"
                    else "day first; --date-order mdy"
                )
            else:
                read = "1,234.56; --decimal ," if shape["decimal"] == "." else "1.234,56; --decimal ."
            told.append(f"{column}: {shape['doubtful']}. Read as {read} reads it otherwise.")
    return told


def begun(kind: str, path: Path, actor: Person, options: dict[str, Any]) -> ImportBatch:
    """A batch of this file; one that was stopped goes on."""
    from tandem.authority import importing
    from tandem.core import clock
    from tandem.core.imports import preparing

    kind = "" if kind == "auto" else kind
    with path.open("rb") as file:
        stopped = importing.unfinished(actor, kind, file_digest(file, "sha256").hexdigest())
        if stopped is not None:
            return stopped
        file.seek(0)
        pieces = iter(lambda: file.read(PIECE), b"")
        batch = preparing.begin(kind, path.name, pieces, actor=actor, at=clock.now(), **options)
    if not batch.kind:
        batch.delete()
        raise Stop(f"{path.name}: the header does not tell what the file holds.", "Name the kind.")
    return batch


def choose(batch: ImportBatch, mapped: tuple[str, ...], answers: tuple[str, ...]) -> None:
    """Put what the options say into the batch."""
    from tandem.core.imports import preparing

    for one in mapped:
        column, equals, field = one.rpartition("=")
        if not equals:
            raise click.UsageError(f"--map {one!r}: write COLUMN=FIELD.")
        preparing.map_column(batch, column, field)
    for one in answers:
        question, equals, meaning = one.rpartition("=")
        field, colon, text = question.partition(":")
        if not (equals and colon):
            raise click.UsageError(f"--answer {one!r}: write FIELD:TEXT=NAME.")
        words = {":create": "create", ":blank": "blank"}
        preparing.answer(batch, field, text, words.get(meaning, f"use:{meaning}"))
    batch.save()


def require_told(batch: ImportBatch) -> None:
    """Stop when something must be said first, and name the option that says it."""
    from tandem.core.imports import preparing

    lacks = preparing.missing(batch)
    if not lacks:
        return
    name = batch.file_name
    if batch.state == "new":
        batch.delete()
    key, sentence = next(iter(lacks.items()))
    option = "--currency USD" if key == "currency" else f'--map "COLUMN={key}"'
    raise Stop(f"{name}: {sentence.removesuffix('.')}, such as {option}.")


def as_answer(batch: ImportBatch, *, dry_run: bool) -> dict[str, Any]:
    """What became of a file, for a program."""
    counts = batch.trial if dry_run else batch.counts
    lines = batch.lines.filter(trial=dry_run, outcome="refused").order_by("number", "pk")
    return {
        "import": batch.pk,
        "file": batch.file_name,
        "kind": batch.kind,
        "dry_run": dry_run,
        **{key: counts.get(key, 0) for key in ("created", "changed", "unchanged", "refused")},
        "notes": counts.get("notes", {}),
        "mapping": batch.mapping,
        "doubts": doubts(batch),
        "questions": batch.questions,
        "refusals": [
            {"row": line.number, "column": line.column, "reason": line.reason} for line in lines[:1000]
        ],
    }


def rows(count: int) -> str:
    """So many rows, in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


def unknown_name(asked: dict[str, Any]) -> str:
    """That an answer named nobody and nothing, and which names are near; "" when there was no answer."""
    if not asked.get("unknown"):
        return ""
    others = ", ".join(f"“{name}”" for name in asked["proposals"])
    near = f" (near names: {others})" if others else " (no name is near)"
    return f"there is no “{asked['unknown']}”{near}; "


def tell(answer: dict[str, Any]) -> None:
    """The same for a person."""
    tried = "tried out, nothing kept: " if answer["dry_run"] else ""
    counts = ", ".join(f"{answer[key]:,} {key}" for key in ("created", "changed", "unchanged", "refused"))
    click.echo(f"{answer['file']} ({answer['kind']}): {tried}{counts}.")
    for note, count in answer["notes"].items():
        click.echo(f"  {rows(count)} {note}.")
    for doubt in answer["doubts"]:
        click.echo(f"  {doubt}")
    for field, texts in answer["questions"].items():
        for text, asked in texts.items():
            near = asked["proposals"][0] if asked["proposals"] else "NAME"
            click.echo(
                f'  {rows(asked["rows"])}: {unknown_name(asked)}what is “{text}”? --answer "{field}:{text}={near}"'
            )
    asked_about = {(field, text) for field, texts in answer["questions"].items() for text in texts}
    others = [
        one for one in answer["refusals"] if not any(f"“{text}”" in one["reason"] for _, text in asked_about)
    ]
    for one in others[:SHOWN]:
        column = f", {one['column']}" if one["column"] else ""
        click.echo(f"  Row {one['row']}{column}: {one['reason']}", err=True)
    if len(others) > SHOWN:
        click.echo(f"  … and {len(others) - SHOWN:,} more; --json lists them.", err=True)
