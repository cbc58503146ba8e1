"""What a row of Today says and where it stands among the others. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

ICONS = {"due": "arrow-right", "late": "calendar-exclamation", "step": "calendar-plus", "stuck": "hourglass"}


@dataclass(frozen=True)
class Row:
    """One thing to do. `kind`: waiting, task or deal; `place` orders kinds, `worth` the rows of one place.

    `why` is the reason with its number, `hot` the part of it that is overdue. `record` is the deal or task. `points`:
    what winning the deal adds to the chance of the goal; 0 where that is less than one, or not known. `likely`: its
    chance to be won in time, in percent.
    """

    kind: str
    title: str
    sub: str
    why: str
    icon: str
    place: int
    hot: str = ""
    worth: float = 0.0
    record: Any = None
    link: str = ""
    contact: Any = None
    points: int = 0
    likely: int = 0

    @property
    def stake(self) -> int:
        """How much the chance of the goal moves with the odds of the deal: with points d, chance p and what the goal
        has without the deal, d = (1 − p) × (if won − if not), so p × d = p(1 − p) × (if won − if not).
        """
        return self.points * self.likely

    @property
    def phone(self) -> str:
        """The number to call, as a link wants it; "" when nobody's is known."""
        number = getattr(self.contact, "mobile", "") or getattr(self.contact, "phone", "")
        return "".join(sign for sign in number if sign.isdigit() or sign == "+")

    @property
    def email(self) -> str:
        """Where to write; "" when no address is known."""
        return getattr(self.contact, "email", "")


def waiting_row(count: int, goal: str = "", figure: str = "") -> Row:
    """Agreements whose next move is the viewer's: somebody cannot go on. `goal`, `figure`: of the goal that is all."""
    if goal and count == 1:
        return Row(
            "waiting", f"Answer your {goal} goal", figure, "Accept it, or counter-propose.", "writing-sign", 0
        )
    title = "Answer what waits for you" if count > 1 else "Answer the request that waits for you"
    why = f"{count} requests cannot go on without you." if count > 1 else "It cannot go on without you."
    return Row("waiting", title, "", why, "writing-sign", 0)


def task_row(task: Any, subject: str, link: str, today: date, gain: tuple[int, int] = (0, 0)) -> Row:
    """A task that is due."""
    days = (today - task.due_on).days if task.due_on else 0
    hot = f"{_days(days)} overdue" if days > 0 else ""
    why = "" if hot else "Due today."
    place = 1 if hot else 3
    return Row(
        "task", str(task), subject, why, "checkbox", place, hot, float(days), record=task, link=link,
        points=gain[0], likely=gain[1],
    )  # fmt: skip


def deal_row(deal: Any, *, reasons: Sequence[Any], called: str, today: date, contact: Any = None,
             gain: tuple[int, int] = (0, 0)) -> Row:  # fmt: skip
    """A deal that needs its owner: the strongest reason makes the title, all are told. `gain`: points, likely."""
    kinds = {reason.kind: reason for reason in reasons}
    step_days = (today - deal.next_step_on).days if deal.next_step_on else -1
    if step_days >= 0:
        kind, title = "due", f"{deal.next_step}: {called}"
    elif "late" in kinds:
        kind, title = "late", f"Settle when {called} closes"
    elif "step" in kinds:
        kind, title = "step", f"Set a next step for {called}"
    else:
        kind, title = "stuck", f"Move {called} on, or let it go"
    hot, told = _hot(kinds, step_days)
    if contact is not None and kind in ("late", "stuck"):
        title = f"Call {contact.name} at {called}"
    worth = float(deal.amount or 0) * deal.stage.chance
    overdue = "late" in kinds or step_days > 0
    return Row(
        "deal",
        title,
        deal.name if deal.name != called else "",
        " ".join(f"{words}." for words in told),
        ICONS[kind],
        2 if overdue else 4,
        hot,
        getattr(deal, "worth", worth),
        record=deal,
        contact=contact,
        points=gain[0],
        likely=gain[1],
    )


def _hot(kinds: dict[str, Any], step_days: int) -> tuple[str, list[str]]:
    """What is overdue, for the tag, and the other reasons as sentences."""
    hot = ""
    told = [kinds[name].words for name in ("step", "stuck") if name in kinds]
    if "late" in kinds:
        hot = kinds["late"].words
    elif step_days > 0:
        hot = f"{_days(step_days)} overdue"
    if step_days == 0:
        told.insert(0, "Due today")
    elif step_days > 0 and "late" in kinds:
        told.insert(0, f"Next step {_days(step_days)} overdue")
    return hot, told


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Who waits, then what moves the goal most; then overdue tasks and deals, tasks of today, others by weight."""
    return sorted(rows, key=lambda row: (row.place > 0, -row.stake, row.place, -row.worth))


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
