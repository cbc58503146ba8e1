"""Changes to deals and pipelines. Each function here is one act, logged under its verb."""

from tandem.deals.actions.chances import estimate, fit_chances, learn_chances, tell_chances
from tandem.deals.actions.closing import lose_deal, reopen_deal, win_deal
from tandem.deals.actions.deals import edit_deal, open_deal, set_next_step
from tandem.deals.actions.importing import Known, import_deal
from tandem.deals.actions.lines import NewLine, add_line, edit_line, remove_line
from tandem.deals.actions.moving import change_pipeline, move_deal
from tandem.deals.actions.owners import hand_over, reassign_deal, reassign_deals
from tandem.deals.actions.pipelines import (
    NewStage,
    add_lost_reason,
    add_pipeline,
    add_standard_pipeline,
    edit_lost_reason,
    edit_pipeline,
)
from tandem.deals.actions.removal import delete_deal, restore_deal
from tandem.deals.actions.stages import add_stage, edit_stage, measure_stages, remove_stage, reorder_stages
from tandem.deals.actions.stakeholders import add_stakeholder, edit_stakeholder, remove_stakeholder

__all__ = [
    "Known",
    "NewLine",
    "NewStage",
    "add_line",
    "add_lost_reason",
    "add_pipeline",
    "add_stage",
    "add_stakeholder",
    "add_standard_pipeline",
    "change_pipeline",
    "delete_deal",
    "edit_deal",
    "edit_line",
    "edit_lost_reason",
    "edit_pipeline",
    "edit_stage",
    "edit_stakeholder",
    "estimate",
    "fit_chances",
    "hand_over",
    "import_deal",
    "learn_chances",
    "lose_deal",
    "measure_stages",
    "move_deal",
    "open_deal",
    "reassign_deal",
    "reassign_deals",
    "remove_line",
    "remove_stage",
    "remove_stakeholder",
    "reopen_deal",
    "reorder_stages",
    "restore_deal",
    "set_next_step",
    "tell_chances",
    "win_deal",
]
