"""The one place where a heavier library may take over: statsforecast, when the extra `series` is installed.

Assumes what the library's models assume. Source: its documentation. Cost: see `Heavier`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from tandem.science.series.panel import Fitted, Floats, Panel
from tandem.science.series.seasonal_naive import SeasonalNaive


def installed() -> bool:
    """Whether the extra is there: `pip install tandem-sales[series]`. Cost: one look for the package."""
    return find_spec("statsforecast") is not None


TAKEN = 4.0


@dataclass(frozen=True, slots=True)
class Heavier:
    """Automatic ETS or ARIMA of statsforecast behind the same three calls.

    `model`: "AutoETS", "AutoARIMA", "AutoTheta" or "AutoCES". Points and errors come from the library; a
    series it cannot fit (too short, say) is answered for by seasonal naive. Widening as √(1 + (h − 1)·a²), a from
    its own errors one round apart being unknown here: √h, the widest of the usual ones. Source: the library's
    documentation. Cost 10 to 1,000 times that of the built-in methods, one series after another.
    """

    model: str = "AutoETS"

    @property
    def name(self) -> str:
        """As told to people."""
        return f"{self.model} (statsforecast)"

    def fit(self, panel: Panel) -> Fitted:
        """n series in; what is missing before a series begins is left out, what is missing later is filled by a
        straight line before the library sees it. Shapes as in `Fitted`. Cost: see the class.
        """
        from statsforecast import models  # the extra may be absent

        plain = SeasonalNaive().fit(panel)
        errors = plain.errors.copy()
        fitted: list = []
        for row in range(len(panel)):
            known = np.flatnonzero(np.isfinite(panel[row]))
            begun = panel[row][known[0] :] if len(known) else panel[row][:0]
            try:
                with np.errstate(all="ignore"):
                    model = getattr(models, self.model)(season_length=panel.season).fit(_without_gaps(begun))
                    inside, next_one = model.predict_in_sample()["fitted"], model.predict(1)["mean"]
            except Exception:  # the library raises bare ones for what it cannot fit
                model = None
            if model is None or not np.isfinite(next_one).all():
                fitted.append(None)
                continue
            fitted.append(model)
            errors[row, errors.shape[1] - len(begun) :] = begun - inside
        return _Predicted(tuple(fitted), plain, errors)


@dataclass(frozen=True, slots=True)
class _Predicted:
    models: tuple
    plain: Fitted
    errors: Floats

    @property
    def spent(self) -> Floats:
        """The library does not tell: as a smoothed level with a trend takes; nothing where it found no model."""
        return np.array([0.0 if model is None else TAKEN for model in self.models])

    def ahead(self, steps: int) -> Floats:
        points = self.plain.ahead(steps).copy()
        for row, model in enumerate(self.models):
            if model is not None:
                points[row] = model.predict(steps)["mean"]
        return points

    def widening(self, steps: int) -> Floats:
        return np.broadcast_to(np.sqrt(np.arange(1, steps + 1)), (len(self.models), steps))


def _without_gaps(values: Floats) -> Floats:
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    places = np.arange(len(values))
    return np.interp(places, places[known], values[known])
