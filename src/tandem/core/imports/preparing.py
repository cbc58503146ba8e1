"""Before the first row is tried: recognize the file, guess or remember its mapping, look at all of its cells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from tandem.core.currencies import CURRENCIES
from tandem.core.errors import Refused
from tandem.core.imports import files, mapping, reading
from tandem.core.imports.kinds import ImportKind, kinds
from tandem.core.imports.layout import Layout, Row, UnreadableFileError
from tandem.core.imports.models import ImportBatch, ImportMemory
from tandem.core.imports.parsing import Parser
from tandem.core.imports.references import Resolver
from tandem.core.imports.shapes import Column, Shape, shapes
from tandem.core.imports.values import UnreadableValueError, parse_currency

SAMPLE_ROWS = 2000
MOST_DISTINCT = 100
FOUND = ("job", "distinct", "shift_days", "data_end")
READING = ("encoding", "delimiter", "header_row")


def begin(
    kind: str, file_name: str, chunks: Iterable[bytes], *, actor: Any, at: datetime, **options: Any
) -> ImportBatch:
    """Keep a file and recognize it. `kind` may be "" to have it recognized from the header.

    `options`: encoding, delimiter, header_row, decimal, order, currency, shift. Raises Refused.
    """
    check_currency(options.get("currency"))
    batch = ImportBatch.objects.create(
        kind=kind, file_name=file_name[-200:], actor=actor, created_at=at, options=given(options)
    )
    try:
        files.keep(batch, chunks)
        recognize(batch)
    except BaseException:
        batch.delete()
        raise
    return batch


def given(options: dict[str, Any]) -> dict[str, Any]:
    """Options that say something."""
    return {key: value for key, value in options.items() if value not in (None, "", False)}


def check_currency(code: str | None) -> None:
    """Refuse a code that is no currency, also where no amount of the file needs it."""
    if code and code not in CURRENCIES:
        sentence = f"There is no currency “{code}”."
        raise Refused(
            sentence,
            remedy="Give its code of three letters (ISO 4217), such as USD.",
            fields={"currency": sentence},
        )


def recognize(batch: ImportBatch) -> None:
    """Recognize layout, kind, shapes (from the first rows) and mapping, anew after the options changed."""
    source = files.opener(batch)
    told = {key: batch.options[key] for key in READING if key in batch.options}
    try:
        layout = reading.recognize(source, **told)
        rows = list(islice(reading.rows(source, layout), SAMPLE_ROWS))
    except (UnreadableFileError, LookupError) as error:
        raise Refused(str(error), fields={"file": str(error)}) from error
    if not rows:
        raise Refused("The file has column names but no rows.", remedy="Choose the file that holds the rows.")
    batch.layout = layout.as_json()
    shape(batch, layout, rows)
    batch.kind = batch.kind or mapping.own_kind(layout.columns, kinds().values())
    if batch.kind:
        choose_kind(batch, batch.kind)
    batch.save()


def shape(batch: ImportBatch, layout: Layout, rows: Iterable[Row]) -> None:
    """Recognize the shapes of the columns from some rows. Saves nothing."""
    columns = [Column() for _ in layout.columns]
    for row in rows:
        for column, cell in zip(columns, row.cells, strict=True):
            column.see(cell)
    batch.shapes = [one.as_json() for one in told_shapes(batch, columns, layout)]


def choose(batch: ImportBatch, *, kind: str = "", columns: dict[str, str] | None = None, **told: Any) -> None:
    """Correct what was recognized before the trial: what the file holds, how it is read, which column fills what.

    `told`: options as for `begin`; those not told stay. Raises Refused. Saves the batch.
    """
    if batch.state not in ("new", "tried"):
        raise Refused("This import was run already.", remedy="Upload the file again to import it otherwise.")
    check_currency(told.get("currency"))
    before = {key: batch.options.get(key) for key in READING}
    batch.options = {key: value for key, value in batch.options.items() if key not in told} | given(told)
    if {key: batch.options.get(key) for key in READING} != before or kind not in ("", batch.kind):
        batch.kind = kind or batch.kind
        recognize(batch)
    if columns and not batch.kind:
        raise Refused("What the file holds comes first.", fields={"kind": "Choose it."})
    for name, field in (columns or {}).items():
        map_column(batch, name, field)
    batch.state = "new"
    reshape(batch)


def reshape(batch: ImportBatch) -> None:
    """Recognize the shapes anew, after a person said something about dates or decimal marks. Saves the batch."""
    layout = Layout.from_json(batch.layout)
    shape(batch, layout, islice(reading.rows(files.opener(batch), layout), SAMPLE_ROWS))
    batch.save()


def kept_options(batch: ImportBatch) -> dict[str, Any]:
    """What was found out, and not chosen by a person."""
    return {key: value for key, value in batch.options.items() if key in FOUND}


def choose_kind(batch: ImportBatch, name: str) -> None:
    """Say what the file holds, and map its columns as remembered, else as guessed. Saves nothing."""
    every = kinds()
    if name not in every:
        raise Refused(
            f"“{name}” is nothing that can be imported.", remedy=f"Choose one of {', '.join(every)}."
        )
    layout = Layout.from_json(batch.layout)
    kept = ImportMemory.objects.filter(kind=name, fingerprint=mapping.fingerprint(layout.columns)).first()
    batch.kind = name
    batch.mapping = mapping.guess(layout.columns, every[name], every.values())
    if kept is not None:
        known = {mapping.squash(column): field for column, field in kept.mapping.items()}
        batch.mapping = {
            column: known[mapping.squash(column)]
            for column in layout.columns
            if mapping.squash(column) in known
        }
        batch.answers = kept.answers
        batch.options = {**kept.options, **batch.options}


def map_column(batch: ImportBatch, column: str, field: str) -> None:
    """Let a column fill a field, "" to leave the column out. Saves nothing."""
    layout, kind = Layout.from_json(batch.layout), kinds()[batch.kind]
    known = {mapping.squash(name): name for name in reversed(layout.columns)}
    name = column if column in layout.columns else known.get(mapping.squash(column), "")
    if not name:
        raise Refused(
            f"The file has no column “{column}”.", remedy=f"Its columns: {', '.join(layout.columns)}."
        )
    keys = [one.key for one in kind.fields]
    if field and field not in keys:
        raise Refused(f"{kind.label} have no field “{field}”.", remedy=f"The fields: {', '.join(keys)}.")
    batch.mapping = {
        other: key for other, key in batch.mapping.items() if other != name and (key != field or not field)
    }
    if field:
        batch.mapping[name] = field


def answer(batch: ImportBatch, field: str, text: str, meaning: str) -> None:
    """Say what a text means for all rows: "use:NAME", "create", "blank", or "" to take an answer back.
    Saves nothing."""
    one = next((one for one in kinds()[batch.kind].fields if one.key == field and one.reference), None)
    if one is None:
        raise Refused(f"The field “{field}” refers to nothing, so there is nothing to answer.")
    given = {**batch.answers.get(field, {}), text: meaning}
    batch.answers = {**batch.answers, field: {key: value for key, value in given.items() if value}}


def remember(batch: ImportBatch, at: datetime) -> None:
    """Keep mapping and answers for the next file with the same columns."""
    layout = Layout.from_json(batch.layout)
    ImportMemory.objects.update_or_create(
        kind=batch.kind,
        fingerprint=mapping.fingerprint(layout.columns),
        defaults={
            "mapping": batch.mapping,
            "answers": batch.answers,
            "options": {k: v for k, v in batch.options.items() if k in ("currency", "shift", "shift_days")},
            "used_at": at,
        },
    )


def told_shapes(batch: ImportBatch, columns: list[Column], layout: Layout) -> list[Shape]:
    """Shapes of the columns, as the person told where they corrected them."""
    decimal, order = batch.options.get("decimal", ""), batch.options.get("order", "")
    return [
        one.corrected(decimal=decimal, order=order) for one in shapes(columns, delimiter=layout.delimiter)
    ]


def observe(batch: ImportBatch, kind: ImportKind, today: date) -> None:
    """Look at every cell of the file once: count the rows, settle the shapes, find the day the data end."""
    layout, source = Layout.from_json(batch.layout), files.opener(batch)
    columns = [Column() for _ in layout.columns]
    total = last = 0
    asked = {batch.mapping[name]: at for at, name in enumerate(layout.columns) if name in batch.mapping}
    distinct: dict[str, dict[str, None]] = {key: {} for key in kind.distinct if key in asked}
    for row in reading.rows(source, layout):
        total, last = total + 1, row.number
        for key, texts in distinct.items():
            if len(texts) < MOST_DISTINCT:
                texts[row.cells[asked[key]]] = None
        for column, cell in zip(columns, row.cells, strict=True):
            column.see(cell)
    batch.total = last
    batch.shapes = [one.as_json() for one in told_shapes(batch, columns, layout)]
    batch.trial = {"rows": total}
    batch.options["distinct"] = {key: list(texts) for key, texts in distinct.items()}
    if batch.options.get("shift") and "shift_days" not in batch.options:
        end = last_day(batch, kind, layout)
        if end is not None:
            batch.options["shift_days"] = (today - end).days
            batch.options["data_end"] = end.isoformat()
    batch.save()


def last_day(batch: ImportBatch, kind: ImportKind, layout: Layout) -> date | None:
    """The latest day that the data speak of."""
    parser = parser_of(batch, kind, layout, Resolver(kind, batch.actor, {}), zone=None)
    days = (parser.latest_day(row) for row in reading.rows(files.opener(batch), layout))
    return max((day for day in days if day), default=None)


def parser_of(
    batch: ImportBatch, kind: ImportKind, layout: Layout, resolver: Resolver, *, zone: Any
) -> Parser:
    """A parser for the batch's rows."""
    return Parser(
        kind,
        layout.columns,
        [Shape.from_json(kept) for kept in batch.shapes],
        batch.mapping,
        zone=zone,
        shift=timedelta(days=int(batch.options.get("shift_days", 0)) if batch.options.get("shift") else 0),
        resolver=resolver,
    )


def missing(batch: ImportBatch) -> dict[str, str]:
    """What must be said before the file can be tried: name → sentence."""
    if not batch.kind:
        return {"kind": "What does the file hold? Choose it."}
    kind, lacks = kinds()[batch.kind], {}
    mapped = set(batch.mapping.values())
    for field in kind.fields:
        if field.required and field.key not in mapped:
            lacks[field.key] = f"No column fills {field.label}. Choose one."
    if "currency" not in mapped and not batch.options.get("currency"):
        shown = shown_currencies(batch, kind)
        if shown and not all(shown):
            lacks["currency"] = "The file does not say in which currency its amounts are. Choose it."
    return lacks


def shown_currencies(batch: ImportBatch, kind: ImportKind) -> list[str]:
    """Of each column of money the currency that its amounts name; "" where they name none, or several."""
    money = {field.key for field in kind.fields if field.parse == "money"}
    return [
        Shape.from_json(kept).currency
        for column, kept in zip(Layout.from_json(batch.layout).columns, batch.shapes, strict=False)
        if batch.mapping.get(column) in money
    ]


def sole_currency(batch: ImportBatch) -> str:
    """The one currency that a column says for every row that says one; "" when there are several, or none. Reads the
    file."""
    layout = Layout.from_json(batch.layout)
    column = next(
        (place for place, name in enumerate(layout.columns) if batch.mapping.get(name) == "currency"), None
    )
    if column is None:
        return ""
    texts = {row.cells[column] for row in reading.rows(files.opener(batch), layout)} - {""}
    try:
        codes = {parse_currency(text) for text in texts}
    except UnreadableValueError:
        return ""
    return codes.pop() if len(codes) == 1 else ""


def currency_of(batch: ImportBatch, kind: ImportKind) -> str:
    """The one currency of the file's amounts, as its amounts name it or as a person said; "" when there are none, or a
    column says it row by row."""
    if "currency" in batch.mapping.values():
        return ""
    shown = {one or str(batch.options.get("currency", "")) for one in shown_currencies(batch, kind)}
    return shown.pop() if len(shown) == 1 else ""
