"""Forecasts with every call ever made, snapshots of the open deals, and how good each call turned out.

Calls, snapshots and scores are inserted and never changed: what was said on a day stays what was said. Each keeps the
days of its period and the teams as they were, so that another fiscal calendar, other stages or another tree of teams
change nothing of the past.
"""

from tandem.forecasts.models.forecasts import KINDS, WEEKDAYS, Call, Forecast, Rhythm
from tandem.forecasts.models.scores import LAYERS, Score
from tandem.forecasts.models.snapshots import Snapshot, SnapshotDeal

__all__ = [
    "KINDS",
    "LAYERS",
    "WEEKDAYS",
    "Call",
    "Forecast",
    "Rhythm",
    "Score",
    "Snapshot",
    "SnapshotDeal",
]
