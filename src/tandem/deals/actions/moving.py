"""Moving deals from stage to stage."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
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


@action("deals.change_pipeline")
def change_pipeline(deal: Deal, *, actor: Person, at: datetime, stage: Stage) -> Change:
    """Let an open deal go on in a stage of another pipeline. The exit criteria of its stage are not asked for."""
    rules.check_open(deal.state, "move")
    if stage.pipeline_id == deal.pipeline_id:
        raise Refused(
            "The deal is in this pipeline already.",
            remedy="Move it to the stage instead.",
            fields={"stage": "Choose a stage of another pipeline."},
        )
    rules.check_stage(stage.kind, same_pipeline=True, active=stage.active and stage.pipeline.active)
    before = deal.pipeline_id
    facts = came_into(deal, stage, actor=actor, at=at)
    deal.pipeline = stage.pipeline
    facts = {"pipeline": [before, deal.pipeline_id], **facts}
    written(deal, facts, "usual_until_on")
    return Change(deal, facts)


@undoes("deals.change_pipeline")
def unchange_pipeline(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put a deal back into the pipeline that it came from."""
    rules.check_open(deal.state, "move")
    return taken_back(deal, entry, actor=actor, at=at, unless_changed=["pipeline", "stage"])


@undoes("deals.move")
def unmove_deal(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put a moved deal back; its time in the stage goes on as if it had not left."""
    rules.check_open(deal.state, "move")
    return taken_back(deal, entry, actor=actor, at=at, unless_changed=["stage"])
