"""What moved the chance of a target since last week: deal by deal for a person, person by person for a team.

The parts add up to the change (science.moves). Names of deals are told only to who may see the deals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tandem.authority import organization
from tandem.core.clock import day_of
from tandem.core.money import format_money
from tandem.deals.models import Deal
from tandem.goals.models import Outlook, Run, Target
from tandem.goals.queries.odds import Curve, curves, curves_of_targets, friday_before, key_of, newest_run
from tandem.people.models import Person
from tandem.science.moves import moves, whole_points

SHOWN = 8  # parts told one by one; the rest is summed up
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Part:
    """One reason: what happened to which deal or person, and by how many points it moved the chance."""

    name: str
    words: str
    points: int
    deal: Deal | None = None
    person: Person | None = None

    @property
    def signed(self) -> str:
        """ "+9", "−3", "0"."""
        return signed(self.points)

    @property
    def line(self) -> str:
        """Within a sentence: "Torham slipped to 16 Dec", "the target revised from €90.5k", "Olga Officer"."""
        if self.deal:
            return f"{self.name} {self.words}"
        return self.name if self.person else f"{self.name[:1].lower()}{self.name[1:]} {self.words}".strip()


def signed(points: int) -> str:
    """Points with their sign."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"


@dataclass(frozen=True)
class Moved:
    """The change of a chance between two runs. `points` = Σ of the parts' points."""

    target: Target
    label: str
    since: date
    until: date
    before: int
    after: int
    parts: Sequence[Part]

    @property
    def points(self) -> int:
        """By how many points the chance rose; negative when it fell."""
        return self.after - self.before

    @property
    def size(self) -> int:
        """The same without its sign."""
        return abs(self.points)

    @property
    def signed(self) -> str:
        """ "+6"."""
        return signed(self.points)

    @property
    def named(self) -> list[Part]:
        """The two largest parts, for one line, whatever they are: deals, people, the target, time."""
        found = [part for part in self.parts if part.points]
        return sorted(found, key=lambda part: -abs(part.points))[:2]

    @property
    def sentence(self) -> str:
        """ "Torham slipped to 16 Dec (−3), the target revised from €90.5k (−6)."; "" when nothing moved it."""
        told = (f"{part.line} ({part.signed})" for part in self.named)
        said = ", ".join(told)
        return f"{said[0].upper()}{said[1:]}." if said else ""


@dataclass(frozen=True)
class _Two:
    """The two runs of one person or team."""

    old: Curve
    new: Curve


def moved(viewer: Person, target: Target) -> Moved | None:
    """Why the chance of this target is another than last week; None while there are no two runs to compare."""
    if target.state == "draft":
        return None
    period = target.plan.period(organization.calendar())
    run = newest_run(target.plan.metric, period)
    older = friday_before(run) if run else None
    if run is None or older is None:
        return None
    key = key_of(target)
    new, old = (curves_of_targets(viewer, one, [target]).get(key) for one in (run, older))
    if new is None or old is None or new.outlook.thin or old.outlook.thin or not len(old.drawn):
        return None
    if len(new.drawn) != len(old.drawn):
        return None
    then = _target_then(target, older)
    if target.person_id:
        names, before, after = _deals(viewer, _Two(old, new), target)
    else:
        names, before, after = _people(viewer, run, older, target)
    told = moves(old.drawn, new.drawn, before, after, (float(then), float(target.amount)))
    parts = [*told.parts * 100, told.target * 100, told.rest * 100]
    first, last = _shown(told.before), _shown(told.after)
    return Moved(
        target,
        period.label,
        older.as_of,
        run.as_of,
        first,
        last,
        _parts(names, parts, last - first, target, then),
    )


def _shown(share: float) -> int:
    """Whole percent, as chips show it; never 0 or 100."""
    return min(max(round(share * 100), 1), 99)


def _target_then(target: Target, run: Run) -> Decimal:
    """The figure that stood when the run was made."""
    zone = organization.current().time_zone
    versions = list(target.versions.order_by("at", "pk").values_list("at", "amount"))
    stood = [amount for at, amount in versions if day_of(at, zone) <= run.as_of]
    return stood[-1] if stood else versions[0][1] if versions else target.amount


def _parts(
    names: Sequence[Part], values: Sequence[float], total: int, target: Target, then: Decimal
) -> list[Part]:
    """Named parts by size, then the small ones together, the target, and what time and new business did."""
    order = sorted(range(len(names)), key=lambda at: -abs(values[at]))
    eventful = [at for at in order if names[at].words][:SHOWN]
    others = [at for at in order if at not in set(eventful)]
    kept = [values[at] for at in eventful]
    quiet = sum(values[at] for at in others)
    numbers = whole_points([*kept, quiet, values[-2], values[-1]], total)
    told = [
        Part(names[at].name, names[at].words, points, names[at].deal, names[at].person)
        for at, points in zip(eventful, numbers, strict=False)
    ]
    if others:
        deals = "1 deal" if len(others) == 1 else f"{len(others)} deals"
        what = f"{deals} that only grew older" if target.person_id else f"{len(others)} others together"
        told.append(Part(what, "", numbers[-3]))
    if then != target.amount:
        told.append(Part("The target", f"revised from {_figure(target, then)}", numbers[-2]))
    elif numbers[-2]:
        told.append(Part("The target", "", numbers[-2]))
    if target.person_id or numbers[-1]:
        words = (
            "Business still to come, and less time for it" if target.person_id else "Who came, left or moved"
        )
        told.append(Part(words, "", numbers[-1]))
    return told


def _figure(target: Target, amount: Decimal) -> str:
    return format_money(amount, target.plan.currency, "short") if target.plan.is_money else f"{amount:,.0f}"


def _deals(viewer: Person, two: _Two, target: Target) -> tuple[list[Part], Floats, Floats]:
    """A person's deals: what each brought in each draw then, and brings now."""
    old, new = two.old.deals, two.new.deals
    ids = sorted({*old.ids.tolist(), *new.ids.tolist()} | set(_closed_since(two, target)))
    rows = {
        deal.pk: deal
        for deal in Deal.objects.visible_to(viewer)
        .filter(pk__in=ids)
        .select_related("account", "stage")
        .prefetch_related("stage_changes__to_stage", "date_pushes")
    }
    count = len(two.new.drawn)
    before, after = np.zeros((len(ids), count)), np.zeros((len(ids), count))
    was = {pk: old.wins[at] * old.worth[at] for at, pk in enumerate(old.ids.tolist())}
    now = {pk: new.wins[at] * new.worth[at] for at, pk in enumerate(new.ids.tolist())}
    names = []
    for place, pk in enumerate(ids):
        before[place] = was.get(pk, 0.0)
        deal = rows.get(pk)
        after[place] = now.get(pk, _settled(deal, target, two))
        names.append(_named(deal, pk in was, two))
    return names, before, after


def _closed_since(two: _Two, target: Target) -> list[int]:
    rows = Deal.objects.alive().filter(
        credited_to=target.person_id, state="won", closed_on__gt=two.old.run.as_of,
        closed_on__lte=two.new.run.as_of,
    )  # fmt: skip
    return list(rows.values_list("pk", flat=True))


def _settled(deal: Deal | None, target: Target, two: _Two) -> float:
    """What a deal that is closed now brings in every draw."""
    if deal is None or deal.state != "won" or deal.closed_on is None or deal.booked_amount is None:
        return 0.0
    inside = two.new.run.start_on <= deal.closed_on <= min(two.new.run.end_on, two.new.run.as_of)
    ours = deal.credited_to_id == target.person_id
    amount = float(deal.booked_amount) if target.plan.is_money else 1.0
    return amount if inside and ours and deal.closed_on > two.old.run.as_of else 0.0


def _named(deal: Deal | None, known: bool, two: _Two) -> Part:
    if deal is None:
        return Part("A deal that is elsewhere now", "moved on", 0)
    name = deal.account.name if deal.account else deal.name
    return Part(name, _event(deal, known, two), 0, deal=deal)


def _event(deal: Deal, known: bool, two: _Two) -> str:
    """What happened to a deal between the runs, in a few words; "" when nothing did."""
    zone = organization.current().time_zone
    since, until = two.old.run.as_of, two.new.run.as_of
    if deal.state == "won" and deal.closed_on and since < deal.closed_on <= until:
        return "won"
    if deal.state == "lost" and deal.closed_on and since < deal.closed_on <= until:
        return "lost"
    if not known:
        return "opened"
    stages = [
        c for c in deal.stage_changes.all() if since < day_of(c.at, zone) <= until and c.to_stage.is_open
    ]
    if stages:
        return f"moved to {stages[-1].to_stage.name}"
    pushes = [p for p in deal.date_pushes.all() if since < day_of(p.at, zone) <= until]
    if pushes and pushes[-1].now_on and pushes[0].was_on and pushes[-1].now_on != pushes[0].was_on:
        later = pushes[-1].now_on > pushes[0].was_on
        return f"{'slipped' if later else 'came forward'} to {pushes[-1].now_on:%-d %b}"
    old, new = two.old.deals, two.new.deals
    was = dict(zip(old.ids.tolist(), old.worth.tolist(), strict=True)).get(deal.pk)
    now = dict(zip(new.ids.tolist(), new.worth.tolist(), strict=True)).get(deal.pk)
    if was and now and abs(now - was) > 0.005 * was:
        return "worth more now" if now > was else "worth less now"
    return ""


def _people(viewer: Person, run: Run, older: Run, target: Target) -> tuple[list[Part], Floats, Floats]:
    """The people of a team: where each landed in each draw then, and lands now."""
    path = target.home.path
    ids = list(
        Outlook.objects.visible_to(viewer)
        .filter(run=run, person__isnull=False, home__path__startswith=path)
        .values_list("person_id", flat=True)
    )
    now = curves(viewer, run, people=ids)
    was = curves(viewer, older, people=ids)
    persons: Mapping[int, Person] = Person.objects.in_bulk(ids)
    keys = sorted(now, key=lambda key: key[1])
    before = np.stack([was[key].drawn if key in was else np.zeros(run.draws) for key in keys])
    after = np.stack([now[key].drawn for key in keys])
    names = [
        Part(persons[key[1]].name, _middle_words(was.get(key), now[key], target), 0, person=persons[key[1]])
        for key in keys
    ]
    return names, before.astype(float), after.astype(float)


def _middle_words(was: Curve | None, now: Curve, target: Target) -> str:
    """Where they most likely land, then and now; never with a chance of their own here."""
    if now.outlook.thin:
        return "too little history to say where they land"
    figure = _figure(target, Decimal(round(now.outlook.p50)))
    if was is None or was.outlook.thin:
        return f"lands near {figure}"
    before = _figure(target, Decimal(round(was.outlook.p50)))
    return f"lands near {figure}" if before == figure else f"lands near {figure}, was {before}"
