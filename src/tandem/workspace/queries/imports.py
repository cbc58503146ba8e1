"""Reads for the pages of imports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse

from tandem.authority import importing, organization
from tandem.core.errors import TandemError
from tandem.core.imports import files, preparing, reading
from tandem.core.imports.kinds import ImportKind, kinds
from tandem.core.imports.layout import Layout
from tandem.core.imports.models import ImportBatch, ImportLine
from tandem.core.imports.shapes import Shape
from tandem.core.jobs.models import Job
from tandem.core.rates import known_rates
from tandem.people.models import Person

SHOWN = 200  # refused rows on the page; the download has all of them
EXAMPLES = 3
RECENT = 50
RESULTS = ("created", "changed", "unchanged", "refused")
LISTED = {
    "people": "people:teams",
    "accounts": "customers:accounts",
    "contacts": "customers:contacts",
    "products": "catalog:products",
    "deals": "deals:table",
}


@dataclass(frozen=True)
class ColumnRow:
    """A column of the file: what is in it, and which field it fills."""

    at: int
    name: str
    examples: Sequence[str]
    shape: Shape
    field: str


@dataclass(frozen=True)
class Question:
    """A text that refers to nothing known, for all rows that have it."""

    field: str
    label: str
    text: str
    rows: int
    proposals: Sequence[str]
    may_create: bool
    answer: str

    @property
    def name(self) -> str:
        """How its input is called in the form."""
        return f"answer:{self.field}:{self.text}"


@dataclass(frozen=True)
class Counting:
    """What is to be known of the organization's currency before an import. `lacks`: the currency without a rate."""

    sentence: str
    lacks: str = ""


@dataclass(frozen=True)
class ImportPage:
    """An import as its page shows it. `counts` are those of the run, else of the trial."""

    batch: ImportBatch
    kind: ImportKind | None
    layout: Sequence[tuple[str, str]]
    columns: Sequence[ColumnRow]
    doubts: Sequence[str]
    counting: Counting | None
    lacks: dict[str, str]
    counts: Sequence[tuple[str, int]]
    notes: Sequence[tuple[str, int]]
    questions: Sequence[Question]
    refusals: Sequence[ImportLine]
    kept: Sequence[ImportLine]
    job: Job | None
    step: str
    next_kinds: Sequence[ImportKind]

    @property
    def stalled(self) -> bool:
        """Whether it can go on: it was stopped, or whoever worked on it is gone."""
        return self.step == "over" and (self.batch.state == "stopped" or self.batch.busy)

    @property
    def seen_at(self) -> str:
        """The address of the page that lists what was imported; "" without a kind."""
        return reverse(LISTED[self.kind.name]) if self.kind else ""

    @property
    def rows(self) -> int:
        """How many rows the file has, as the trial counted."""
        return int(self.batch.trial.get("rows", 0))

    @property
    def far(self) -> int:
        """How many of the rows are done; the header and what stands before it are none."""
        before = Layout.from_json(self.batch.layout).header_row
        return min(self.rows, max(0, self.batch.cursor - before))

    @property
    def to_save(self) -> int:
        """How many rows a run would save."""
        return sum(count for name, count in self.counts if name in ("created", "changed"))


def recent_imports(viewer: Person) -> Sequence[ImportBatch]:
    """The latest imports that the viewer may see."""
    return list(importing.imports_of(viewer)[:RECENT])


def import_page(viewer: Person, batch_id: int, *, edit: bool = False) -> ImportPage:
    """One import. Http404 when it is not the viewer's to see."""
    batch = importing.get_import(viewer, batch_id)
    kind = kinds().get(batch.kind)
    job = running_job(batch)
    step = step_of(batch, job, edit=edit)
    layout = Layout.from_json(batch.layout)
    trial = step == "tried"
    counts = batch.trial if trial else batch.counts
    lines = batch.lines.filter(trial=trial).order_by("number", "pk")
    columns = columns_of(batch, layout) if step == "choose" else []
    return ImportPage(
        batch=batch,
        kind=kind,
        layout=layout.described(),
        columns=columns,
        doubts=[f"{one.name}: {one.shape.doubtful}." for one in columns if one.shape.doubtful and one.field],
        counting=counting_of(batch, kind) if step in ("choose", "tried") else None,
        lacks=preparing.missing(batch),
        counts=[(name, counts.get(name, 0)) for name in RESULTS],
        notes=list(counts.get("notes", {}).items()),
        questions=list(questions_of(batch, kind)) if kind else [],
        refusals=list(lines.filter(outcome="refused")[:SHOWN]),
        kept=list(lines.filter(outcome="kept")[:SHOWN]),
        job=job,
        step=step,
        next_kinds=next_kinds(viewer, batch),
    )


def step_of(batch: ImportBatch, job: Job | None, *, edit: bool) -> str:
    """Which part of the page is shown: choose, working, tried, over."""
    if job is not None or (batch.busy and not importing.is_silent(batch)):
        return "working"
    if batch.state == "trying":
        return "choose"
    if batch.state == "new" or (edit and batch.state == "tried"):
        return "choose"
    return "tried" if batch.state == "tried" else "over"


def running_job(batch: ImportBatch) -> Job | None:
    """The job that works on it, or waits to."""
    job = Job.objects.filter(pk=batch.options.get("job", 0)).first()
    return None if job is None or job.is_over else job


def columns_of(batch: ImportBatch, layout: Layout) -> list[ColumnRow]:
    """The columns with their first different values."""
    examples: list[dict[str, None]] = [{} for _ in layout.columns]
    for row in islice(reading.rows(files.opener(batch), layout), 200):
        for found, cell in zip(examples, row.cells, strict=True):
            if cell and len(found) < EXAMPLES:
                found[cell[:60]] = None
    return [
        ColumnRow(
            at, name, list(examples[at]), Shape.from_json(batch.shapes[at]), batch.mapping.get(name, "")
        )
        for at, name in enumerate(layout.columns)
    ]


def questions_of(batch: ImportBatch, kind: ImportKind) -> Iterator[Question]:
    """What is still open, the most frequent first."""
    for key, texts in batch.questions.items():
        label = kind.references[kind.field_named(key).reference].label
        for text, asked in sorted(texts.items(), key=lambda item: -item[1]["rows"]):
            given = batch.answers.get(key, {}).get(text, "")
            yield Question(key, label, text, asked["rows"], asked["proposals"], asked["may_create"], given)


def next_kinds(viewer: Person, batch: ImportBatch) -> list[ImportKind]:
    """What is usually imported after this: the later kinds of which nothing was imported yet, in order."""
    if batch.state != "finished":
        return []
    kinds = list(importing.kinds_for(viewer).items())
    names = [name for name, _ in kinds]
    if batch.kind not in names:
        return []
    done = set(importing.imports_of(viewer).filter(state="finished").values_list("kind", flat=True))
    return [kind for name, kind in kinds[names.index(batch.kind) + 1 :] if name not in done]


def refused_rows(viewer: Person, batch_id: int) -> tuple[ImportBatch, Iterator[list[Any]]]:
    """Every refusal of an import, for a download: row, column, reason."""
    batch = importing.get_import(viewer, batch_id)
    lines = batch.lines.filter(outcome__in=("refused", "kept"), trial=batch.state == "tried")
    rows = lines.order_by("number", "pk").values_list("number", "column", "reason").iterator()
    return batch, ([number, column, reason] for number, column, reason in rows)


def counting_of(batch: ImportBatch, kind: ImportKind | None) -> Counting | None:
    """Of a file with amounts, what is to be known of the currency in which sums are told. Only deals are added up."""
    if kind is None or not preparing.shown_currencies(batch, kind):
        return None
    if importing.decides_currency(batch):
        return Counting(
            "Sums will be told in the currency of this file: nobody has set your organization up yet."
        )
    code, own = preparing.currency_of(batch, kind), default_currency()
    if batch.kind != "deals" or code in ("", own) or any(rate.currency == code for rate in known_rates()):
        return None
    return Counting(
        f"Your organization counts in {own}, and no rate of {code} is known: won deals will be refused.", code
    )


def default_currency() -> str:
    """The organization's currency."""
    return organization.current().currency


def problem_of(error: TandemError) -> str:
    """An error as one text."""
    return f"{error.sentence} {error.remedy}".strip()
