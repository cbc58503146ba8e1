"""A model as a sum of one function for each column: log-odds = intercept + Σ f_j(x_j), with exact reasons.

Logistic regression has this form by itself. Boosted trees have it when no tree uses two columns; then each f_j is a
step function, read off the model at its steps. Every f_j is centered on the cases it was learned from, so that a
contribution says by how much the log-odds differ from the average case's.

Assumes that effects add up in log-odds. Source: T. Hastie, R. Tibshirani, Statistical Science 1 (1986), 297–310
(generalized additive models). Cost O(n × columns), with the logarithm of its steps for a number in steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.science.winning.given import Columns, Floats


@dataclass(frozen=True, slots=True)
class Steps:
    """A function of a number: `values[i]` from `edges[i − 1]` (excluded) to `edges[i]`; `unknown` for NaN."""

    edges: tuple[float, ...]
    values: tuple[float, ...]
    unknown: float = 0.0

    def at(self, numbers: Floats) -> Floats:
        """(n,) log-odds. `numbers`: (n,). Cost O(n log steps)."""
        told = np.asarray(self.values)[np.searchsorted(np.asarray(self.edges), numbers, side="left")]
        return np.where(np.isnan(numbers), self.unknown, told)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line: slope × (x − center), held between `low` and `high`; `unknown` for NaN."""

    slope: float
    center: float
    low: float
    high: float
    unknown: float = 0.0

    def at(self, numbers: Floats) -> Floats:
        """(n,) log-odds. `numbers`: (n,). Cost O(n)."""
        told = self.slope * (np.clip(numbers, self.low, self.high) - self.center)
        return np.where(np.isnan(numbers), self.unknown, told)


@dataclass(frozen=True, slots=True)
class Levels:
    """A function of a word; `other` for words that were rare or unknown then."""

    values: Mapping[str, float]
    other: float = 0.0

    def at(self, words: NDArray[np.str_]) -> Floats:
        """(n,) log-odds. `words`: (n,). Cost O(n)."""
        return np.array([self.values.get(word, self.other) for word in words.tolist()], float)


Part = Steps | Line | Levels
NOTHING = 1e-6  # a difference in log-odds below which two cases are alike
KINDS: dict[str, type[Any]] = {"Steps": Steps, "Line": Line, "Levels": Levels}


@dataclass(frozen=True, slots=True)
class Additive:
    """`intercept`: the log-odds of the average case; `parts`: column → function; `scale` and `shift` calibrate the
    sum.
    """

    intercept: float
    parts: Mapping[str, Part] = field(default_factory=dict)
    scale: float = 1.0
    shift: float = 0.0

    def contributions(self, columns: Columns) -> dict[str, Floats]:
        """Column → (n,) what it adds to the log-odds; with the intercept they add up to `log_odds`.

        scale·f_j(x_j); n cases. Cost O(n × columns).
        """
        given: dict[str, Any] = {**columns.numbers, **columns.words}
        return {name: self.scale * part.at(given[name]) for name, part in self.parts.items() if name in given}

    @property
    def average(self) -> float:
        """The log-odds from which contributions are counted."""
        return self.scale * self.intercept + self.shift

    def log_odds(self, columns: Columns) -> Floats:
        """(n,) log-odds: scale·intercept + shift + the contributions. Cost O(n × columns)."""
        total = np.full(columns.count, self.average)
        for told in self.contributions(columns).values():
            total = total + told
        return total

    def chances(self, columns: Columns) -> Floats:
        """(n,) between 0 and 1: 1/(1 + e^(−log-odds)). Cost O(n × columns)."""
        return 1 / (1 + np.exp(-np.clip(self.log_odds(columns), -30, 30)))

    def as_json(self) -> dict[str, Any]:
        """For keeping; `from_json` reads it again. Cost O(steps and words)."""
        parts = {name: {"is": type(part).__name__, **asdict(part)} for name, part in self.parts.items()}
        return {"intercept": self.intercept, "scale": self.scale, "shift": self.shift, "parts": parts}

    def shares(self, columns: Columns) -> dict[str, Floats]:
        """Column → (n,) what it adds to the chance beside the average case's, 0 to 1; they add up to the difference.

        Along the straight way from the average case's log-odds to the case's, each column brings its part vⱼ of the
        log-odds at the same time, so that it gets vⱼ/Σv of the difference in chance. Where Σv is 0 it gets the slope
        there, p·(1 − p)·vⱼ, and these add up to 0. Source: R. J. Aumann, L. S. Shapley, Values of Non-Atomic Games
        (1974), ch. 3. Cost O(n × columns).
        """
        parts = self.contributions(columns)
        total = sum(parts.values(), np.zeros(columns.count))
        average = 1 / (1 + np.exp(-np.clip(self.average, -30, 30)))
        flat = np.abs(total) < NOTHING
        slope = (self.chances(columns) - average) / np.where(flat, 1.0, total)
        slope = np.where(flat, average * (1 - average), slope)
        return {name: told * slope for name, told in parts.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Additive:
        """The model that `as_json` wrote. Cost O(steps and words)."""
        parts = {}
        for name, told in kept["parts"].items():
            values = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
            parts[name] = KINDS[str(values.pop("is"))](**values)
        return cls(kept["intercept"], parts, kept["scale"], kept["shift"])
