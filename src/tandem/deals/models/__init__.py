"""Pipelines and stages; deals, their lines and stakeholders; their history."""

from tandem.deals.models.deals import Deal, DealLine, DealQuerySet, LostReason, Stakeholder
from tandem.deals.models.history import DatePush, StageChange
from tandem.deals.models.pipelines import Pipeline, Stage

__all__ = [
    "DatePush",
    "Deal",
    "DealLine",
    "DealQuerySet",
    "LostReason",
    "Pipeline",
    "Stage",
    "StageChange",
    "Stakeholder",
]
