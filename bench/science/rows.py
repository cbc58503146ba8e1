"""One line of the table: a method on some data, its figure, its bar, and the same figure of a naive method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure.

    - `bar`: the most it may be, or the least (`more_is_better`), or with `between` the range it must lie in; None
      when it is only told.
    - `error`: one standard error of the figure by chance alone, where it is known. Of a figure outside its range by at
      most two of them nothing can be said, neither yes nor no.
    - `baseline`: the figure of a naive method named in `against`, on the same data; None where there is none.
    """

    part: str
    method: str
    data: str
    measure: str
    figure: float
    bar: float | None = None
    between: tuple[float, float] | None = None
    more_is_better: bool = False
    baseline: float | None = None
    against: str = ""
    note: str = ""
    error: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the figure reaches its bar; None without one, and where chance alone explains the miss."""
        if self.between is not None:
            off = max(self.between[0] - self.figure, self.figure - self.between[1])
            return True if off <= 0 else None if off <= 2 * (self.error or 0.0) else False
        if self.bar is None:
            return None
        return bool(self.figure >= self.bar if self.more_is_better else self.figure <= self.bar)

    @property
    def beaten(self) -> bool:
        """Whether the naive method is better. Said wherever it is so."""
        if self.baseline is None:
            return False
        if self.between is not None:
            middle = sum(self.between) / 2
            return abs(self.baseline - middle) < abs(self.figure - middle)
        return self.baseline > self.figure if self.more_is_better else self.baseline < self.figure

    def told(self) -> tuple[str, ...]:
        """The cells of the table."""
        if self.between is not None:
            bar = f"{self.between[0]:g} to {self.between[1]:g}"
        elif self.bar is None:
            bar = "–"
        else:
            bar = f"{'≥' if self.more_is_better else '≤'} {self.bar:g}"
        naive = "–" if self.baseline is None else f"{self.baseline:.4g} {self.against}".strip()
        holds = {True: "yes", False: "NO", None: "–"}[self.holds]
        notes = [self.note] if self.note else []
        if self.error is not None:
            notes.append(f"± {self.error:.2g} by chance")
            if self.holds is None:
                notes.append("outside by no more than chance explains")
        if self.beaten:
            notes.append("the baseline is better here")
        return (
            self.part,
            self.method,
            self.data,
            self.measure,
            f"{self.figure:.4g}",
            bar,
            naive,
            holds,
            "; ".join(notes),
        )


HEADS = ("part", "method", "data", "measure", "figure", "bar", "baseline", "holds", "note")


def table(rows: Sequence[Row]) -> str:
    """All rows as a table in Markdown."""
    cells = [HEADS, *(row.told() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
