"""The numbers of the frame, in one statement for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tandem.activities.models import Activity
from tandem.collaboration.models import Agreement, Notification
from tandem.core.compiled import Compiled
from tandem.deals import queries as deals
from tandem.people.models import Person


@dataclass(frozen=True)
class Counts:
    """What waits for a person. `late`: of all that, what is past its day."""

    deals: int = 0
    tasks: int = 0
    waiting: int = 0
    late: int = 0
    unread: int = 0

    @property
    def count(self) -> int:
        """How many things there are to do today."""
        return self.deals + self.tasks + self.waiting


def counts(viewer: Person, today: date) -> Counts:
    """What waits for the viewer, counted in one statement over partial indexes."""
    if viewer.stands_in:  # for whom, depends on the day
        row = _figures(viewer, today).first() or (0,) * len(FIGURES)
    else:
        row = _PLAIN.rows(viewer.pk, today)[0]
    found = dict(zip(FIGURES, row, strict=True))
    late = found["late_deals"] + found["late_tasks"] + found["late_waiting"]
    return Counts(found["deals"], found["tasks"], found["waiting"], late, found["unread"])


def _figures(viewer: Person, today: date) -> QuerySet[Person, Any]:
    to_do = deals.to_do(viewer, today)
    tasks = due_tasks(viewer, today)
    waiting = Agreement.objects.waiting_for(viewer)
    figures = (
        to_do,
        tasks,
        waiting,
        to_do.filter(Q(closes_on__lt=today) | Q(next_step_on__lt=today)),
        tasks.filter(due_on__lt=today),
        waiting.filter(due_on__lt=today),
        Notification.objects.of(viewer).unread(),
    )
    return Person.objects.filter(pk=viewer.pk).values_list(*map(_number, figures))


FIGURES = ("deals", "tasks", "waiting", "late_deals", "late_tasks", "late_waiting", "unread")
_PLAIN = Compiled(lambda person, today: _figures(Person(pk=person), today))


def due_tasks(person: Person, today: date) -> QuerySet[Activity]:
    """The person's tasks that are due today or overdue, the most urgent first."""
    return Activity.objects.alive().of(person).open().filter(due_on__lte=today)


def _number(rows: QuerySet[Any]) -> Any:
    """How many rows, as an expression of an outer statement."""
    one = rows.order_by().annotate(of_all=Value(1)).values("of_all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)
