"""Pure decisions about activities."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.core.errors import Refused

NOTE, TASK, CALL, EMAIL, MEETING = "note", "task", "call", "email", "meeting"
KINDS = {NOTE: "Note", CALL: "Call", EMAIL: "Email", MEETING: "Meeting", TASK: "Task"}
LOGGED = (NOTE, CALL, EMAIL, MEETING)
ICONS = {NOTE: "note", CALL: "phone", EMAIL: "mail", MEETING: "calendar", TASK: "checklist"}
OUTCOMES = {
    CALL: {"reached": "Reached", "no_answer": "No answer", "left_message": "Left a message"},
    MEETING: {"held": "Held", "moved": "Moved", "no_show": "Did not show up"},
    EMAIL: {"sent": "Sent", "received": "Received"},
}
ALL_OUTCOMES = {key: name for names in OUTCOMES.values() for key, name in names.items()}
EARLIEST = 1970
SOON = timedelta(minutes=5)  # clocks differ a little


def check_logged(kind: str, text: str, title: str, outcome: str, minutes: int | None) -> None:
    """What is logged says something, with an outcome that its kind knows."""
    if kind not in LOGGED:
        raise Refused("This kind of activity cannot be logged.", fields={"kind": "Choose another kind."})
    if outcome and outcome not in OUTCOMES.get(kind, {}):
        raise Refused(
            f"A {KINDS[kind].lower()} does not end like that.", fields={"outcome": "Choose another outcome."}
        )
    if not (text.strip() or title.strip() or outcome):
        raise Refused(
            "There is nothing to log yet.",
            remedy="Write a line, or choose how it went.",
            fields={"text": "Write a line, or choose how it went."},
        )
    if minutes is not None and not 0 <= minutes <= 24 * 60:
        raise Refused("A day has 1,440 minutes.", fields={"minutes": "Type 0 to 1,440."})


def check_happened(happened_at: datetime, at: datetime) -> None:
    """What is logged has happened; what is to come is a task."""
    if happened_at.year < EARLIEST:
        raise Refused(
            f"That is before {EARLIEST}.", fields={"happened_at": f"Choose a moment since {EARLIEST}."}
        )
    if happened_at > at + SOON:
        raise Refused(
            "That is in the future.",
            remedy="Add a task with a due date instead.",
            fields={"happened_at": "Choose a moment that has passed."},
        )


def check_task(title: str) -> None:
    """A task says what to do."""
    if not title.strip():
        raise Refused("A task needs a title.", fields={"title": "Say what is to be done."})
