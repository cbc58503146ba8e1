"""Where deals wait, of one team in one period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.deals.queries.flow import Passage, passages
from tandem.deals.queries.pipelines import used_stages
from tandem.people.models import Person
from tandem.workspace.queries.choice import Choice, choose


@dataclass(frozen=True)
class Flow:
    """The stages of the default pipeline with how deals pass through them; empty when none did."""

    choice: Choice
    passages: Sequence[Passage]


def flow_of(viewer: Person, team: str, period: str, *, today: date) -> Flow:
    """Of a team the viewer steers; Http404 for any other."""
    choice = choose(viewer, team, period, today)
    stages = used_stages()
    first = [stage for stage in stages if stage.pipeline_id == stages[0].pipeline_id and stage.is_open]
    found = passages(choice.ids, first, choice.period, choice.until) if first else []
    return Flow(choice, found if any(each.now.n or each.before.n for each in found) else [])
