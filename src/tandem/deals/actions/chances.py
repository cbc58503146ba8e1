"""Fitting win chances and telling them for open deals (no act of a person), and people's own estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.core.errors import Refused
from tandem.deals.models import Deal, Estimate, Stage, WinChance, WinFit
from tandem.deals.models.deals import DEAL_KINDS
from tandem.deals.queries.features import Seen, columns, decided, open_now
from tandem.people.models import Person
from tandem.science.intervals import wilson
from tandem.science.winning.additive import Additive
from tandem.science.winning.fitting import fit

REASONS = 3
LEAST_POINTS = 1.0  # smaller reasons are not told
AT_ONCE = 500


def fit_chances(*, today: date, at: datetime) -> WinFit:
    """Learn anew from what was decided, and tell every open deal. The fits before stay, to be read."""
    made = learn_chances(today=today, at=at)
    tell_chances(None, today=today, at=at, fitted=made)
    return made


def learn_chances(*, today: date, at: datetime) -> WinFit:
    """Learn anew from what was decided until today, and keep what was learned."""
    cases, usual = decided(today)
    told = fit(cases)
    return WinFit.objects.create(
        made_at=at,
        as_of=today,
        kind=told.kind,
        decided=len(cases.won),
        won=int(cases.won.sum()),
        base=told.base,
        low=told.rate.low,
        high=told.rate.high,
        rests_on_prior=told.rests_on_prior,
        usual_amount=usual,
        model=told.model.as_json(),
        record=asdict(told.record) if told.record else None,
        left_out=told.left_out,
    )


def tell_chances(
    deals: Sequence[int] | None, *, today: date, at: datetime, fitted: WinFit | None = None
) -> int:
    """Tell the chance of these open deals (None: of all) by the model in force. Returns how many."""
    fitted = fitted or WinFit.objects.first()
    if fitted is None:
        return 0
    rows = Deal.objects.alive()
    found = open_now(rows if deals is None else rows.filter(pk__in=deals), today)
    if not found:
        return 0
    made = _told(fitted, found, at)
    with transaction.atomic():
        WinChance.objects.bulk_create(
            made, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["deal"],
            update_fields=["fit", "chance", "low", "high", "alike", "reasons", "at"],
        )  # fmt: skip
    return len(made)


def _told(fitted: WinFit, found: Sequence[Seen], at: datetime) -> list[WinChance]:
    model = Additive.from_json(fitted.model)
    given = columns(found, fitted.usual_amount)
    chances = model.chances(given)
    parts = model.shares(given) if fitted.ranks else {}
    stages = {stage.pk: stage for stage in Stage.objects.all()}
    told = []
    for place, one in enumerate(found):
        low, high, alike = _range(fitted, float(chances[place]))
        points = [(name, float(values[place]) * 100) for name, values in parts.items()]
        points.sort(key=lambda each: -abs(each[1]))
        reasons = [
            [name, _words(name, one, stages, fitted.usual_amount), round(value)]
            for name, value in points[:REASONS]
            if abs(value) >= LEAST_POINTS
        ]
        told.append(
            WinChance(
                deal_id=one.deal, fit=fitted, chance=float(chances[place]), low=low, high=high, alike=alike,
                reasons=reasons, at=at,
            )
        )  # fmt: skip
    return told


def _range(fitted: WinFit, chance: float) -> tuple[float, float, int]:
    """What chance allows for as many deals as were held out and told about the same, widened by how far those came off.

    The base rate's own interval where nothing is ranked.
    """
    if not fitted.ranks or not fitted.record:
        return fitted.low, fitted.high, fitted.decided
    nearest = min(fitted.record["bins"], key=lambda each: abs(each["stated"] - chance))
    off = nearest["came"] - nearest["stated"]
    rate = wilson(round(chance * nearest["count"]), nearest["count"])
    return max(rate.low + min(off, 0), 0.0), min(rate.high + max(off, 0), 1.0), nearest["count"]


def _words(name: str, one: Seen, stages: dict[int, Stage], usual: float) -> str:
    """A column in words, from the deal's own numbers."""
    stage = stages.get(one.stage)
    match name:
        case "days":
            beside = f", usual {stage.usual}" if stage and stage.usual else ""
            return f"{one.days} day{'' if one.days == 1 else 's'} in {stage.name if stage else 'its stage'}{beside}"
        case "age":
            return f"opened {one.age} day{'' if one.age == 1 else 's'} ago"
        case "pushes":
            times = "once" if one.pushes == 1 else f"{one.pushes} times"
            return f"close date moved {times}" if one.pushes else "close date never moved"
        case "size":
            return _size(one, usual)
        case "stage":
            return f"in {stage.name}" if stage else "its stage"
        case "kind":
            return str(DEAL_KINDS.get(one.kind, one.kind)).lower()
    return f"from {one.source}" if one.source else "source not known"


def _size(one: Seen, usual: float) -> str:
    if not one.amount:
        return "amount not known"
    times = one.amount / usual if usual else 1
    if 0.8 <= times <= 1.25:
        return "about the usual amount"
    return f"{times:.1f}× the usual amount" if times > 1 else f"{times:.0%} of the usual amount"


@action("deals.estimate")
def estimate(deal: Deal, *, actor: Person, at: datetime, percent: int) -> Change:
    """Say what one thinks of a deal's chance. Both are scored when it closes; what was said before stays."""
    if not deal.is_open:
        raise Refused("This deal is closed, so there is nothing to estimate any more.")
    if not 0 <= percent <= 100:
        raise Refused("A chance lies between 0 and 100%.", fields={"percent": "Between 0 and 100."})
    before = deal.estimates.filter(person=actor).order_by("-at", "-pk").first()
    if before is not None and before.percent == percent:
        return Change(deal)
    told = _told_of(deal, at)
    Estimate.objects.create(
        deal=deal, person=actor, percent=percent, told=told.chance if told else None, at=at
    )
    return Change(deal, {"estimate": [before.percent if before else None, percent]})


def _told_of(deal: Deal, at: datetime) -> WinChance | None:
    """What the model says of a deal; worked out now where the worker has not yet, or both could never be scored."""
    told = WinChance.objects.filter(deal=deal).first()
    if told is None and tell_chances([deal.pk], today=organization.day_of(at), at=at):
        told = WinChance.objects.get(deal=deal)
    return told
