"""What people do with agreements, comments, announcements and notifications."""

from tandem.collaboration.actions.agreements import (
    accept,
    accept_counter,
    ask,
    counter,
    decline,
    lapse,
    remind,
    stand_firm,
    withdraw,
)
from tandem.collaboration.actions.comments import (
    announce,
    comment,
    delete_announcement,
    delete_comment,
    edit_comment,
    undo_last,
)
from tandem.collaboration.actions.deferring import defer
from tandem.collaboration.actions.measuring import measure_outcomes
from tandem.collaboration.actions.notifications import choose_notifications, mark_read

__all__ = [
    "accept",
    "accept_counter",
    "announce",
    "ask",
    "choose_notifications",
    "comment",
    "counter",
    "decline",
    "defer",
    "delete_announcement",
    "delete_comment",
    "edit_comment",
    "lapse",
    "mark_read",
    "measure_outcomes",
    "remind",
    "stand_firm",
    "undo_last",
    "withdraw",
]
