"""Trying out and running an import: each row by the kind's own saver, in chunks that are safe once they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from tandem.core.errors import Refused, TandemError
from tandem.core.imports import files, preparing, reading
from tandem.core.imports.kinds import ImportField, ImportKind, Run, Saved, Saver, kinds
from tandem.core.imports.layout import Layout, Row
from tandem.core.imports.models import ImportBatch, ImportLine
from tandem.core.imports.parsing import Problem
from tandem.core.imports.references import Resolver, UnsettledError

CHUNK = 500
TRIAL_LINES = 2000
SILENT = timedelta(seconds=90)
"""How long a run may be silent before another process takes it over."""


class Rows(Protocol):
    """The rows of a chunk while they are saved."""

    def row(self) -> AbstractContextManager[None]:
        """One row, all or nothing."""


Journal = Callable[[int, bool], AbstractContextManager[Rows]]
"""Marks what is written into the logbook meanwhile with the number of the import. The second argument: whether every
row is written at once, to find the one that the database refuses."""


Tell = Callable[[int, int], None]
"""Called after each chunk: rows done, rows in all. May raise, to stop the import there."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


class RolledBack(Exception):
    """Ends the transaction of a chunk that was only tried."""


@dataclass
class Tally:
    """What became of some rows."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    lines: list[ImportLine] = field(default_factory=list)

    def as_json(self, more: dict[str, Any] | None = None) -> dict[str, Any]:
        """Counts by result, and notes with theirs, added to earlier ones."""
        more = more or {}
        counts = Counter({key: more.get(key, 0) for key in ("created", "changed", "unchanged", "refused")})
        counts.update(self.counts)
        notes = Counter(more.get("notes", {}))
        notes.update(self.notes)
        return {**more, **counts, "notes": dict(notes)}


class Engine:
    """Takes the rows of one batch through the saver of its kind."""

    def __init__(
        self,
        batch: ImportBatch,
        *,
        at: datetime,
        zone: str,
        journal: Journal,
        trial: bool,
        tell: Tell = silent,
    ) -> None:
        self.batch = batch
        self.trial = trial
        self.tell = tell
        self.journal = journal
        self.kind: ImportKind = kinds()[batch.kind]
        self.layout = Layout.from_json(batch.layout)
        place = ZoneInfo(zone)
        self.resolver = Resolver(self.kind, batch.actor, batch.answers)
        self.parser = preparing.parser_of(batch, self.kind, self.layout, self.resolver, zone=place)
        run = Run(
            actor=batch.actor,
            at=at,
            zone=place,
            currency=batch.options.get("currency", ""),
            columns=frozenset(batch.mapping.values()),
            distinct=batch.options.get("distinct", {}),
        )
        if self.kind.open is None:
            raise Refused(f"{self.kind.label} cannot be imported yet.")
        self.saver: Saver = self.kind.open(run)
        self.within = [one for one in self.kind.fields if one.within and one.key in self.parser.column_of]
        self.seen: set[str] = set()

    def chunks(self, after: int) -> Iterator[list[Row]]:
        """The rows after a row number, some hundred at a time."""
        chunk: list[Row] = []
        for row in reading.rows(files.opener(self.batch), self.layout, after=after):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def take(self, rows: list[Row], held: Rows) -> Tally:
        """Save rows, each in a savepoint of its own."""
        tally = Tally()
        parsed = [(row, *self.parser.parse(row)) for row in rows]
        self.saver.prepare([values for _, values, problems in parsed if not problems])
        for row, values, problems in parsed:
            if problems:
                self.refuse(tally, row.number, problems)
                continue
            try:
                with held.row():
                    saved = self.saver.save(values)
            except (TandemError, Http404, IntegrityError, DataError, ValidationError, ValueError) as error:
                self.refuse(tally, row.number, self.problems(error))
                continue
            self.note(tally, row.number, self.as_seen(saved, values))
            tally.notes.update(self.parser.left_out(row.number))
        for made in self.resolver.keep_fresh() if not self.trial else ():
            tally.lines.append(self.line(rows[0].number, "created", made))
        return tally

    def as_seen(self, saved: Saved, values: dict[str, Any]) -> Saved:
        """In a trial earlier chunks are rolled back, so a row of the same identity was "created" before."""
        identity = self.kind.identity(values) if self.trial else ""
        if not identity:
            return saved
        again = saved.result == "created" and identity in self.seen
        self.seen.update((identity, self.kind.identity({"name": values.get("name", "")})))
        return Saved("changed", saved.row, saved.notes) if again else saved

    def note(self, tally: Tally, number: int, saved: Saved) -> None:
        """Count a saved row, and keep a line of what can be undone."""
        tally.counts[saved.result] += 1
        tally.notes.update(saved.notes)
        if saved.result != "unchanged":
            tally.lines.append(self.line(number, saved.result, saved.row))
        tally.lines.extend(self.line(number, "created", row) for row in saved.also)

    def refuse(self, tally: Tally, number: int, problems: list[Problem]) -> None:
        """Count a refused row, and keep a line for each reason."""
        tally.counts["refused"] += 1
        for problem in problems:
            line = self.line(number, "refused")
            line.column, line.reason = problem.column[:200], problem.reason
            tally.lines.append(line)

    def line(self, number: int, outcome: str, row: Any = None) -> ImportLine:
        """A line about a row of the file."""
        about = (row._meta.label_lower, row.pk) if row is not None else ("", None)
        return ImportLine(
            batch=self.batch,
            number=number,
            outcome=outcome,
            trial=self.trial,
            about=about[0],
            about_id=about[1],
        )

    def problems(self, error: Exception) -> list[Problem]:
        """An error as a sentence about each column that it names, or one about the row."""
        if isinstance(error, TandemError) and len(error.fields) > 1 and all(error.fields.values()):
            return [self.problem(Refused(said, fields={key: said})) for key, said in error.fields.items()]
        return [self.problem(error)]

    def problem(self, error: Exception) -> Problem:
        """An error as a sentence about a column."""
        if isinstance(error, TandemError):
            key = next(iter(error.fields), "")
            key = self.kind.aliases.get(key, key)
            sentence = f"{error.sentence} {error.remedy}".strip()
            if key.startswith("x_") and key not in self.parser.column_of:
                sentence += " No column of the file fills it: choose one, or add it to the file."
            return Problem(self.parser.column_of.get(key, ""), sentence)
        if isinstance(error, Http404):
            return Problem("", "What this row is about is not yours to change. Ask its owner's manager.")
        if isinstance(error, IntegrityError):
            return Problem(
                "", "Another record holds a value that may exist only once, such as the id or address."
            )
        if isinstance(error, DataError):
            return Problem("", "A value of this row is too long or too large. Shorten it.")
        return Problem("", f"This row cannot be saved: {error}.")

    # Trying out

    def try_out(self) -> None:
        """Do everything, keep nothing but what was learned."""
        batch = self.batch
        ImportLine.objects.filter(batch=batch, trial=True).delete()
        tally, kept = Tally(), 0
        for chunk in self.chunks(0):
            found = self.tried(chunk)
            tally.counts.update(found.counts)
            tally.notes.update(found.notes)
            refused = [line for line in found.lines if line.outcome == "refused"][: TRIAL_LINES - kept]
            kept += len(refused)
            ImportLine.objects.bulk_create(refused)
            batch.put(cursor=chunk[-1].number, beat_at=timezone.now())
            self.tell(batch.cursor, batch.total)
        self.try_links(tally)
        batch.trial = tally.as_json({"rows": batch.trial.get("rows", 0)})
        batch.put(trial=batch.trial, questions=self.resolver.questions, state="tried", cursor=0)

    def tried(self, chunk: list[Row]) -> Tally:
        """A chunk, rolled back."""
        found = Tally()
        try:
            with transaction.atomic(), self.journal(self.batch.pk, False) as held:
                found = self.take(chunk, held)
                raise RolledBack
        except RolledBack:
            self.resolver.forget_fresh()
        return found

    def try_links(self, tally: Tally) -> None:
        """References into the same file must name a row of it or one that exists."""
        for one in self.within:
            for chunk in self.chunks(0):
                for row in chunk:
                    text = self.parser.parse_one(row, one.key)
                    if not text or self.kind.identity({"name": text}) in self.seen:
                        continue
                    try:
                        self.resolver.resolve(one, text, row.number)
                    except UnsettledError:
                        tally.notes[f"with an unknown {one.label.lower()}"] += 1
        self.resolver.forget_fresh()

    # Running

    def run(self) -> None:
        """Save all rows that are not in yet; then connect rows of the same file. Goes on where it was stopped."""
        batch = self.batch
        if batch.state == "running":
            for chunk in self.chunks(batch.cursor):
                self.commit(chunk, self.take)
            batch.put(state="linking", cursor=0)
        if self.within:
            for chunk in self.chunks(batch.cursor):
                self.commit(chunk, self.link)
        batch.put(questions=self.resolver.questions)

    def commit(self, chunk: list[Row], work: Callable[[list[Row], Rows], Tally]) -> None:
        """One chunk and the cursor behind it. What the database refuses as a whole is done again row by row."""
        before = (self.batch.cursor, self.batch.counts)
        try:
            self.commit_together(chunk, work, at_once=False)
        except (IntegrityError, DataError):
            self.batch.cursor, self.batch.counts = before
            self.resolver.found.clear()
            self.resolver.forget_fresh()
            self.commit_together(chunk, work, at_once=True)
        self.tell(self.batch.cursor, self.batch.total)

    def commit_together(
        self, chunk: list[Row], work: Callable[[list[Row], Rows], Tally], *, at_once: bool
    ) -> None:
        """One chunk and the cursor behind it, all or nothing."""
        batch = self.batch
        with transaction.atomic(), self.journal(batch.pk, at_once) as held:
            now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if (now.state, now.cursor) != (batch.state, batch.cursor):
                raise Refused("Another process has taken this import over.")
            tally = work(chunk, held)
            ImportLine.objects.bulk_create(tally.lines)
            batch.put(
                cursor=chunk[-1].number,
                counts=tally.as_json(batch.counts),
                beat_at=timezone.now(),
            )

    def link(self, rows: list[Row], held: Rows) -> Tally:
        """Set references between rows of the file."""
        tally = Tally()
        for one in self.within:
            parsed = [(row, self.parser.parse(row)[0]) for row in rows if self.parser.parse_one(row, one.key)]
            self.saver.prepare([values for _, values in parsed])
            for row, values in parsed:
                self.link_one(tally, row, one, values, held)
        return tally

    def link_one(self, tally: Tally, row: Row, one: ImportField, values: dict[str, Any], held: Rows) -> None:
        """Set one reference; what cannot be set is told and leaves the row as it is."""
        try:
            other = self.resolver.resolve(one, values[one.key], row.number)
            with held.row():
                saved = self.saver.link(values, one, other)
        except (UnsettledError, TandemError, Http404, IntegrityError) as error:
            told = Problem(self.parser.column_of[one.key], str(error))
            line = self.line(row.number, "refused")
            line.column, line.reason = told.column[:200], told.reason
            tally.lines.append(line)
            tally.notes[f"with an unknown {one.label.lower()}"] += 1
            return
        if saved.result == "changed":
            tally.lines.append(self.line(row.number, "changed", saved.row))
