"""The workbench: one plan as a viewer sees it, whatever its size in the same number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.http import Http404

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.collaboration.models import Agreement
from tandem.collaboration.queries.agreements import Item, items
from tandem.goals import rules
from tandem.goals.models import METRICS, Plan, Target
from tandem.goals.queries.across import Across, across_of
from tandem.goals.queries.chances import Chances, chances, draws_of
from tandem.goals.queries.curves import Curve, curves
from tandem.goals.queries.revisions import ABOUT, Revision, is_revision, waiting_revisions
from tandem.goals.queries.rows import Row, rows_of
from tandem.goals.queries.standing import standings
from tandem.people.models import Person

ZERO = Decimal(0)


@dataclass(frozen=True)
class PlanPage:
    """A plan with the rows its viewer may see. `whole`: all of it; else the part below the teams they lead."""

    plan: Plan
    label: str
    rows: Sequence[Row]
    whole: bool
    may_edit: bool
    may_publish: bool
    today: date
    may_revise: bool = False
    state: str = ""
    late: bool = False
    chances: Chances | None = None
    across: Sequence[Across] = ()

    @property
    def shown(self) -> list[Row]:
        """Without the rows of teams that are shut."""
        found: list[Row] = []
        below: int | None = None
        for row in self.rows:
            if below is not None and row.depth > below:
                continue
            below = row.depth if row.shut else None
            found.append(row)
        return found

    @property
    def metric(self) -> str:
        """bookings, deals won, new accounts."""
        return METRICS[self.plan.metric].lower()

    @property
    def officers(self) -> list[Row]:
        """The officers' rows."""
        return [row for row in self.rows if row.target.person_id]

    @property
    def tops(self) -> list[Row]:
        """The rows whose figure comes from outside: the plan's, or those of the teams the viewer leads."""
        return [row for row in self.rows if row.depth == 0]

    @property
    def top(self) -> Decimal:
        """The top target, or what was given to the viewer's part."""
        return self.plan.top if self.whole else sum((row.target.amount for row in self.tops), ZERO)

    @property
    def reached(self) -> bool:
        """Nothing is left to book of the top, so no chance is told any more."""
        live = [row.live for row in self.tops if row.live]
        done = len(live) == len(self.tops) > 0
        return done and self.top > 0 and sum((each.result for each in live), ZERO) >= self.top

    @property
    def cushion(self) -> Decimal:
        """What the officers carry beyond the top."""
        return sum((row.target.amount for row in self.officers), ZERO) - self.top

    @property
    def countered(self) -> list[Row]:
        """Rows with a counter-proposal on the table."""
        return [row for row in self.rows if row.target.state == "countered" and row.item]

    @property
    def waiting(self) -> list[Row]:
        """Rows that nobody has answered yet."""
        return [row for row in self.rows if row.target.state == "proposed"]

    @property
    def split(self) -> str:
        """The name of the split, "own" for weights of one's own."""
        return next((name for name, weights in rules.SPLITS.items() if weights == self.plan.weights), "own")

    @property
    def weights_words(self) -> str:
        """ "50% history · 25% pipeline · 25% even"."""
        if self.split == "chance":
            return "everybody what they reach with the same chance"
        return " · ".join(f"{part}% {name}" for name, part in self.plan.weights.items() if part)

    @property
    def typed(self) -> list[Row]:
        """Rows with a figure of somebody's own."""
        return [row for row in self.rows if row.target.typed and not row.target.locked]

    @property
    def locked(self) -> list[Row]:
        """Rows that stay as they are."""
        return [row for row in self.rows if row.target.locked]

    def row(self, target_id: int) -> Row:
        """One row. Http404 when it is not among those the viewer sees."""
        for row in self.rows:
            if row.target.pk == target_id:
                return row
        raise Http404("There is no such target, or it is not yours to see.")


def get_plan(viewer: Person, plan_id: int) -> Plan:
    """A plan in which the viewer sees the target of a team or of somebody else. Http404 otherwise."""
    if viewer.role == "officer":
        raise Http404("There is no such plan, or it is not yours to see.")
    return Plan.objects.select_related("team__manager", "created_by").get_visible(viewer, plan_id)


def get_target(viewer: Person, target_id: int) -> Target:
    """A target the viewer may see. Http404 otherwise."""
    rows = Target.objects.select_related("plan__team", "team", "person", "home__manager")
    return rows.get_visible(viewer, target_id)


def plan_page(
    viewer: Person, plan: Plan, *, today: date, turned: Collection[int] = (), live: bool = True
) -> PlanPage:
    """The plan as the viewer sees it. `turned`: teams that are not as they begin (open, or shut in a large plan)."""
    targets = _visible(viewer, plan)
    whole = may(viewer, "goals.see", plan) and any(target.parent_id is None for target in targets)
    asked = _asked(viewer, plan) if plan.state != "draft" else []
    told = _answers(viewer, asked, targets, today)
    waits = {each.about_id: Revision(each, plan.currency) for each in asked if is_revision(each)}
    running = live and plan.state != "draft" and plan.start_on <= today
    standing = {each.target.pk: each for each in standings(targets, today)} if running else {}
    may_edit = plan.state == "draft" and may(viewer, "goals.break_down")
    rows = rows_of(targets, plan, today, may_edit, set(turned), told, standing)
    top = plan.top if whole else sum((row.target.amount for row in rows if row.depth == 0), ZERO)
    found = chances(plan, top, rows, draws_of(plan))
    rows = [
        replace(row, odds=found.rows.get(row.target.pk), revision=waits.get(row.target.pk)) for row in rows
    ]
    return PlanPage(
        chances=found,
        across=across_of(plan),
        plan=plan,
        label=plan.period(organization.calendar()).label,
        rows=rows,
        whole=whole,
        may_edit=may_edit,
        may_publish=plan.state == "draft" and may(viewer, "goals.publish", plan),
        today=today,
        may_revise=plan.end_on >= today and may(viewer, "goals.revise"),
        state=",".join(str(pk) for pk in sorted(turned)),
        late=plan.answer_by is not None and plan.answer_by < today,
    )


def drawn(rows: Sequence[Row]) -> dict[int, Curve]:
    """The odds curves of these rows, by target. No statement."""
    return curves([row.odds for row in rows if row.odds and not row.live])


def refresh(page: PlanPage) -> None:
    """Read the figures of the page's rows again, after an edit that moved some of them; in one statement."""
    names = ("amount", "typed", "locked", "floor", "ceiling", "cap", "version")
    fresh = {row[0]: row[1:] for row in Target.objects.filter(plan=page.plan).values_list("pk", *names)}
    for row in page.rows:
        for name, value in zip(names, fresh.get(row.target.pk, ()), strict=False):
            setattr(row.target, name, value)
    page.plan.refresh_from_db(fields=["saved_at", "version"])


def _visible(viewer: Person, plan: Plan) -> list[Target]:
    rows = Target.objects.visible_to(viewer).filter(plan=plan).named()
    rows.sort(key=lambda row: (row.home.path, row.person_id is not None, row.name, row.pk))
    for row in rows:
        row.plan = plan
    return rows


def _asked(viewer: Person, plan: Plan) -> list[Agreement]:
    """What was agreed on about the plan's targets, and revisions that wait, as far as the viewer may see."""
    mine = Target.objects.filter(plan=plan).values("pk")
    rows = Agreement.objects.visible_to(viewer).with_people().filter(about=ABOUT, about_id__in=mine)
    waiting = Q(pk__in=waiting_revisions(viewer).values("pk"))
    return list(rows.filter(Q(kind=rules.KIND) | waiting).order_by("pk"))


def _answers(
    viewer: Person, asked: Sequence[Agreement], targets: Sequence[Target], today: date
) -> dict[int, Item]:
    """The newest agreement on each target."""
    newest = {row.about_id: row for row in asked if row.kind == rules.KIND}
    wanted = {target.pk for target in targets}
    return {
        item.agreement.about_id: item
        for item in items(viewer, [row for pk, row in newest.items() if pk in wanted], today=today)
    }
