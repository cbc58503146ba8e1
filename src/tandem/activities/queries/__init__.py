"""Reads. The viewer comes first."""

from tandem.activities.queries.records import chosen_record, found_records
from tandem.activities.queries.tasks import (
    TaskList,
    get_activity,
    get_own_deleted,
    last_touch,
    my_tasks,
    subjects,
)
from tandem.activities.queries.timeline import Happening, Timeline, moment, timeline

__all__ = [
    "Happening",
    "TaskList",
    "Timeline",
    "chosen_record",
    "found_records",
    "get_activity",
    "get_own_deleted",
    "last_touch",
    "moment",
    "my_tasks",
    "subjects",
    "timeline",
]
