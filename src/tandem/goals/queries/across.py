"""Limits across the teams of a plan: whom each holds, and what its officers carry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import Http404

from tandem.authority.models import Entry
from tandem.goals.models import Plan, PlanLimit, Target
from tandem.goals.queries.rows import Row
from tandem.people.models import Person
from tandem.science.targets.limits import Limit

ZERO = Decimal(0)
Words = Callable[[Decimal], str]


@dataclass(frozen=True)
class Across:
    """A limit of a plan. `members`: the rows of its officers; one without members holds nobody."""

    pk: int
    version: int
    name: str
    least: Decimal | None
    most: Decimal | None
    members: frozenset[int]

    def asks(self, words: Words) -> str:
        """ "at most €400,000", "between €300,000 and €400,000"."""
        if self.least is not None and self.most is not None:
            if self.least == self.most:
                return f"exactly {words(self.most)}"
            return f"between {words(self.least)} and {words(self.most)}"
        return (
            f"at most {words(self.most)}"
            if self.most is not None
            else f"at least {words(self.least or ZERO)}"
        )


@dataclass(frozen=True)
class Kept:
    """How a limit is kept. `asked`: what it asks, in words; `rows`: its officers on the page; `hidden`: how many it has
    beside them.
    """

    limit: Across
    asked: str
    rows: Sequence[Row]
    hidden: int
    may_edit: bool

    @property
    def carried(self) -> Decimal:
        """What its officers on the page carry together."""
        return sum((row.target.amount for row in self.rows), ZERO)

    @property
    def off(self) -> bool:
        """They carry more or less than it allows, since a revision; not told where some are hidden."""
        if self.hidden or not self.rows:
            return False
        low, high = self.limit.least, self.limit.most
        return (low is not None and self.carried < low) or (high is not None and self.carried > high)


def across_of(plan: Plan) -> list[Across]:
    """The limits of a plan, by name. One statement."""
    told: dict[int, Across] = {}
    members: dict[int, set[int]] = {}
    rows = PlanLimit.objects.filter(plan=plan).order_by("name", "pk")
    for pk, version, name, least, most, target in rows.values_list(
        "pk", "version", "name", "least", "most", "targets"
    ):
        told[pk] = Across(pk, version, name, least, most, frozenset())
        members.setdefault(pk, set()).update([target] if target else [])
    return [replace(each, members=frozenset(members[each.pk])) for each in told.values()]


def get_limit(viewer: Person, limit_id: int, plan_id: int | None = None) -> PlanLimit:
    """A limit (of this plan) all of whose officers' rows the viewer may see. Http404 otherwise."""
    rows = PlanLimit.objects.select_related("plan__team").filter(pk=limit_id)
    found = (rows if plan_id is None else rows.filter(plan=plan_id)).first()
    if found is not None and viewer.role != "officer":
        members = members_of(found)
        seen = Target.objects.visible_to(viewer).filter(plan=found.plan_id)
        if seen.exists() and members <= set(seen.values_list("pk", flat=True)):
            return found
    raise Http404("There is no such limit, or it is not yours to see.")


def members_of(limit: PlanLimit | None) -> set[int]:
    """The rows of a limit's officers."""
    return set() if limit is None else set(limit.targets.values_list("pk", flat=True))


def carried_of(limit: PlanLimit) -> dict[int, Decimal]:
    """What each officer of a limit carries, by row."""
    return dict(limit.targets.values_list("pk", "amount"))


def last_limit(plan: Plan, limit_id: int, actor: Person) -> int | None:
    """The number of the actor's latest change of a limit, for the button that takes it back."""
    teams = Target.objects.filter(plan=plan, team__isnull=False).values("pk")
    entries = Entry.objects.filter(
        verb="goals.limit",
        actor=actor,
        about=Target._meta.label_lower,
        about_id__in=teams,
        facts__limit=limit_id,
    )
    return entries.order_by("-pk").values_list("pk", flat=True).first()


def kept(limits: Sequence[Across], rows: Sequence[Row], words: Words, *, may_edit: bool) -> list[Kept]:
    """How the limits are kept by these rows of a page; those that hold nobody on it are left out, unless they hold
    nobody at all. No statement.
    """
    by_target = {row.target.pk: row for row in rows}
    told = []
    for limit in limits:
        held = [row for pk, row in by_target.items() if pk in limit.members]
        hidden = len(limit.members) - len(held)
        if held or not limit.members:
            told.append(Kept(limit, limit.asks(words), held, hidden, may_edit and not hidden))
    return told


def as_limits(plan: Plan, limits: Sequence[Across], places: Sequence[tuple[int, int]]) -> dict[Across, Limit]:
    """The limits over the leaves of a tree; `places`: the row and the place of each officer in it.

    What officers of a limit carry who are not in the tree counts as it is; at most one statement.
    """
    at = dict(places)
    outside = _amounts(plan, {pk for limit in limits for pk in limit.members} - at.keys())
    told: dict[Across, Limit] = {}
    for limit in limits:
        parts = {at[pk]: 1.0 for pk in sorted(limit.members & at.keys())}
        if not parts:
            continue
        rest = sum((outside.get(pk, ZERO) for pk in limit.members), ZERO)
        low = None if limit.least is None else max(limit.least - rest, ZERO)
        high = None if limit.most is None else max(limit.most - rest, ZERO)
        told[limit] = Limit(f"limit {limit.pk}", parts, low, high)
    return told


def _amounts(plan: Plan, targets: Collection[int]) -> dict[int, Decimal]:
    if not targets:
        return {}
    return dict(Target.objects.filter(plan=plan, pk__in=targets).values_list("pk", "amount"))
