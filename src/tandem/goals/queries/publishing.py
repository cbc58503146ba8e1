"""Who will be asked when a plan is published, what became of it, and how a difference can be placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from tandem.authority.actions import can_undo
from tandem.authority.models import Entry
from tandem.authority.sentences import Sentence, tell
from tandem.goals import rules
from tandem.goals.models import Plan, Target, TargetVersion
from tandem.goals.queries.checks import checks
from tandem.goals.queries.inputs import digits
from tandem.goals.queries.plans import PlanPage
from tandem.people.models import Person
from tandem.science.rounding import apportion, in_steps, whole_weights

SHOWN = 100


@dataclass(frozen=True)
class Asked:
    """Who answers: officers, managers of teams; teams without a manager are nobody's to answer."""

    officers: Sequence[Person]
    managers: Sequence[Person]

    @property
    def count(self) -> int:
        """Everybody who is asked."""
        return len(self.officers) + len(self.managers)


@dataclass(frozen=True)
class Line:
    """One thing that happened to a plan or to a target in it. `undo`: the entry that its maker can take back."""

    at: datetime
    who: Person | None
    subject: str
    sentence: Sentence
    undo: int | None = None


@dataclass(frozen=True)
class Share:
    """What one target gets of a difference."""

    target: Target
    part: Decimal

    @property
    def amount(self) -> Decimal:
        """The figure it then has."""
        return self.target.amount + self.part


def whom_to_ask(viewer: Person, page: PlanPage) -> Asked:
    """Everybody who gets a request when the viewer publishes: never the viewer."""
    officers: dict[int, Person] = {}
    managers: dict[int, Person] = {}
    for row in page.rows:
        holder = row.target.holder
        if holder is not None and holder.pk != viewer.pk:
            (officers if row.target.person_id else managers)[holder.pk] = holder
    return Asked(list(officers.values()), list(managers.values()))


def history_of(page: PlanPage, viewer: Person | None = None) -> list[Line]:
    """What was done to the plan and to the rows on the page, newest first; the viewer's newest can be taken back."""
    names = {row.target.pk: row.target.name for row in page.rows}
    entries = list(_entries(page).select_related("actor", "undone_by").order_by("-pk")[: SHOWN * 2])
    seen = [entry for entry in entries if entry.about != Target._meta.label_lower or entry.about_id in names]
    told = tell(seen[:SHOWN])
    newest = next((entry for entry in seen if _stands(entry)), None)
    back = _number_to_undo(page, newest, viewer)
    return [
        Line(
            entry.at,
            entry.actor,
            names.get(entry.about_id, "") if entry.about.endswith(".target") else "",
            told[entry.pk],
            entry.pk if entry.pk == back else None,
        )
        for entry in seen[:SHOWN]
    ]


def to_undo(page: PlanPage, viewer: Person) -> int | None:
    """The entry that the viewer's next undo takes back: the newest that stands, when it is theirs. One statement."""
    if not page.may_edit:
        return None
    entries = _entries(page).filter(undoes__isnull=True, undone_by__isnull=True)
    if not page.whole:
        entries = entries.filter(about_id__in=[row.target.pk for row in page.rows])
    return _number_to_undo(page, entries.order_by("-pk").first(), viewer)


def _entries(page: PlanPage) -> QuerySet[Entry]:
    about = Q(about=Target._meta.label_lower, about_id__in=Target.objects.filter(plan=page.plan).values("pk"))
    if page.whole:
        about |= Q(about=Plan._meta.label_lower, about_id=page.plan.pk)
    return Entry.objects.filter(about)


def _number_to_undo(page: PlanPage, newest: Entry | None, viewer: Person | None) -> int | None:
    if newest is None or viewer is None or newest.actor_id != viewer.pk:
        return None
    return newest.pk if page.may_edit and _goes_back(newest) else None


def _stands(entry: Entry) -> bool:
    """It took nothing back, and was not taken back."""
    return entry.undoes_id is None and not hasattr(entry, "undone_by")


def _goes_back(entry: Entry) -> bool:
    """There is something to take back: not of a split that was run again."""
    return can_undo(entry) and "rerun" not in entry.facts


def shares_to_place(page: PlanPage, target_id: int) -> list[Share]:
    """What the parts of a team would carry if its difference were placed with them, in proportion to their figures.

    Those whose counter-proposal was accepted stay as agreed, unless nobody else is left.
    """
    team = page.row(target_id)
    off = next((each for each in checks(page).off if each.row.target.pk == target_id), None)
    if off is None:
        return []
    parts = [row.target for row in page.rows if row.target.parent_id == team.target.pk]
    parts = [part for part in parts if part.person_id] or parts
    agreed = set(
        TargetVersion.objects.filter(target__parent=team.target.pk, kind="countered").values_list(
            "target", flat=True
        )
    )
    free = [part for part in parts if part.pk not in agreed and part.state != "countered"] or parts
    places = digits(page.plan)
    now = [int(part.amount.scaleb(places)) for part in free]
    parts_of = apportion(int(-off.amount.scaleb(places)), whole_weights(now))
    then = [before + part for before, part in zip(now, parts_of, strict=True)]
    if min(then) < 0:
        return []
    step = rules.round_step(page.plan.top, len(page.officers), places) // 10 or 1
    then = in_steps(then, [0] * len(free), [None] * len(free), step)
    return [
        Share(part, Decimal(after - before).scaleb(-places))
        for part, before, after in zip(free, now, then, strict=True)
        if after != before
    ]
