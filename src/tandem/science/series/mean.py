"""The mean of several methods.

Assumes that methods err in different directions; then equal weights are hard to beat. Source: J. M. Bates and C. W.
J. Granger, *Operational Research Quarterly* 20 (1969), 451–468; S. Makridakis and M. Hibon, *International Journal of
Forecasting* 16 (2000), 451–476 (the combination was ahead of its parts in the M3 competition). Cost: that of its
parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Fitted, Floats, Method, Panel


@dataclass(frozen=True, slots=True)
class Mean:
    """The plain mean of other methods' points and errors."""

    methods: tuple[Method, ...]
    name: str = "mean"

    def fit(self, panel: Panel) -> Together:
        """Fit each. n series in, shapes as in `Fitted`. Cost: that of the parts."""
        return Together(tuple(method.fit(panel) for method in self.methods))


@dataclass(frozen=True, slots=True)
class Together:
    """Several fitted methods, answered for by their mean."""

    parts: Sequence[Fitted]

    @property
    def errors(self) -> Floats:
        """(n, T): the mean of the errors where all have one."""
        return np.mean([part.errors for part in self.parts], axis=0)

    @property
    def spent(self) -> Floats:
        """(n,): the mean of what the parts took. Cost: that of the parts."""
        return np.mean([part.spent for part in self.parts], axis=0)

    def ahead(self, steps: int) -> Floats:
        """(n, steps): the mean of the points. Cost: that of the parts."""
        return np.mean([part.ahead(steps) for part in self.parts], axis=0)

    def widening(self, steps: int) -> Floats:
        """(n, steps): the mean of the widenings. Assumes parts whose errors go together. Cost: that of the parts."""
        return np.mean([part.widening(steps) for part in self.parts], axis=0)
