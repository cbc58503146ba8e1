"""What happened to a deal, from the logbook, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.authority.models import Entry
from tandem.authority.sentences import Sentence, tell
from tandem.deals.models import Deal, StageChange
from tandem.deals.queries.deals import get_deal
from tandem.people.models import Person

SHOWN = 40


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: who did what when, and what changed."""

    at: datetime
    actor: Person | None
    said: Sentence
    undone: bool


@dataclass(frozen=True)
class Timeline:
    """The latest happenings of a deal, latest first."""

    deal: Deal
    happenings: Sequence[Happening]


def stages_passed(viewer: Person, deal_id: int) -> list[StageChange]:
    """Every stage a deal came into, the first one first. Http404 when it is not the viewer's to see."""
    rows = StageChange.objects.filter(deal=get_deal(viewer, deal_id))
    return list(rows.select_related("from_stage", "to_stage", "by").order_by("at", "pk"))


def timeline(viewer: Person, deal_id: int) -> Timeline:
    """What happened to a deal. Http404 when it is not the viewer's to see."""
    deal = get_deal(viewer, deal_id)
    entries = list(
        Entry.objects.filter(about="deals.deal", about_id=deal.pk)
        .select_related("actor", "undone_by")
        .order_by("-pk")[:SHOWN]
    )
    said = tell(entries)
    return Timeline(
        deal,
        [Happening(one.at, one.actor, said[one.pk], hasattr(one, "undone_by")) for one in entries],
    )
