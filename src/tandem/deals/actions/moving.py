"""Moving deals from stage to stage."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.deals import rules
from tandem.deals.actions.history import came_into, taken_back, written
from tandem.deals.models import Deal, Stage
from tandem.deals.queries.criteria import lacking
from tandem.people.models import Person


@action("deals.move")
def move_deal(
    deal: Deal, *, actor: Person, at: datetime, stage: Stage, confirmed: Collection[str] = ()
) -> Change:
    """Move an open deal to another open stage of its pipeline, forward or back.

    Going forward, the exit criteria of the stages it leaves warn (the fact "lacking" names what is missing) or
    block. `confirmed`: the criteria in words that the person says are met.
    """
    rules.check_open(deal.state, "move")
    rules.check_stage(stage.kind, same_pipeline=stage.pipeline_id == deal.pipeline_id, active=stage.active)
    if deal.stage_id == stage.pk:
        return Change(deal)
    left = deal.stage
    missing = lacking(deal, stage, confirmed)
    rules.check_exit(left.name, missing)
    facts = came_into(deal, stage, actor=actor, at=at)
    written(deal, facts, "usual_until_on")
    if missing:
        facts["lacking"] = [one.key for one in missing]
    return Change(deal, facts)


@undoes("deals.move")
def unmove_deal(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put a moved deal back; its time in the stage goes on as if it had not left."""
    rules.check_open(deal.state, "move")
    return taken_back(deal, entry, actor=actor, at=at, unless_changed=["stage"])
