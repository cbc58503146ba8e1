"""Pipelines and stages; deals, their lines and stakeholders; their history."""

from tandem.deals.models.chances import Estimate, WinChance, WinFit
from tandem.deals.models.deals import NEVER_WAS, Deal, DealQuerySet, LostReason
from tandem.deals.models.history import DatePush, StageChange
from tandem.deals.models.parts import DealLine, Stakeholder, times
from tandem.deals.models.pipelines import Pipeline, Stage

__all__ = [
    "NEVER_WAS",
    "DatePush",
    "Deal",
    "DealLine",
    "DealQuerySet",
    "Estimate",
    "LostReason",
    "Pipeline",
    "Stage",
    "StageChange",
    "Stakeholder",
    "WinChance",
    "WinFit",
    "times",
]
