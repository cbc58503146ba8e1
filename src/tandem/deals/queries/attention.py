"""Why an open deal needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tandem.deals.models import Deal, DealQuerySet
from tandem.people.models import Person


@dataclass(frozen=True)
class Reason:
    """One reason: `kind` is step, late or stuck; `days` is its number (0 for a missing step)."""

    kind: str
    words: str
    days: int = 0


def needing_attention(viewer: Person, today: date) -> DealQuerySet:
    """The viewer's open deals with at least one reason; with stage, account and owner at hand, most urgent first."""
    deals = Deal.objects.visible_to(viewer).needing_attention(today)
    return deals.select_related("stage", "account", "owner").order_by("closes_on", "pk")


def reasons(deal: Deal, today: date) -> list[Reason]:
    """Every reason of one deal, whose stage is at hand, with its number."""
    if not deal.is_open:
        return []
    found = []
    if not deal.next_step:
        found.append(Reason("step", "No next step"))
    if late := deal.days_late(today):
        found.append(Reason("late", f"Close date passed {days(late)} ago", late))
    if deal.usual_until_on is not None and deal.usual_until_on < today:
        here = deal.days_in_stage(today)
        usual = deal.stage.usual or here - (today - deal.usual_until_on).days
        found.append(Reason("stuck", f"{days(here)} in {deal.stage.name}, usual {usual}", here))
    return found


def days(number: int) -> str:
    """ "1 day", "12 days"."""
    return "1 day" if number == 1 else f"{number:,} days"
