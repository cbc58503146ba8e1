"""What people do with forecasts."""

from tandem.forecasts.actions.calls import KIND, call, count_instead, hand_up, override
from tandem.forecasts.actions.rhythm import set_rhythm
from tandem.forecasts.actions.scores import score_periods
from tandem.forecasts.actions.snapshots import take_snapshot, take_weekly

__all__ = [
    "KIND",
    "call",
    "count_instead",
    "hand_up",
    "override",
    "score_periods",
    "set_rhythm",
    "take_snapshot",
    "take_weekly",
]
