"""The figures of this package: what is drawn, as a specification, a sentence and a table."""

from tandem.forecasts.figures.fan import fan
from tandem.forecasts.figures.record import record
from tandem.forecasts.figures.waterfall import waterfall

__all__ = ["fan", "record", "waterfall"]
