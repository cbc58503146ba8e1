"""What people do with agreements, comments, announcements and notifications."""

from tandem.collaboration.actions.agreements import (
    accept,
    accept_counter,
    ask,
    counter,
    decline,
    measure,
    remind,
    stand_firm,
    withdraw,
)
from tandem.collaboration.actions.deferring import defer

__all__ = [
    "accept",
    "accept_counter",
    "ask",
    "counter",
    "decline",
    "defer",
    "measure",
    "remind",
    "stand_firm",
    "withdraw",
]
