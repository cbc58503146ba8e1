"""Reads about deals and pipelines. The viewer comes first, and sees only what is theirs to see."""

from tandem.deals.models import DealQuerySet
from tandem.deals.queries.attention import Reason, needing_attention, reasons
from tandem.deals.queries.board import Board, Card, Column, board, column_rows, more_cards
from tandem.deals.queries.criteria import criteria_in_words, lacking
from tandem.deals.queries.deals import (
    DealPage,
    closing_in,
    deal_page,
    deals,
    deals_of_account,
    get_deal,
    get_deleted_deal,
    last_entry,
    totals,
)
from tandem.deals.queries.doing import pressing, to_do, whom_to_reach
from tandem.deals.queries.estimates import Chance, chance_of, newest_fit, scores
from tandem.deals.queries.picking import pick_people, pick_products
from tandem.deals.queries.pipelines import (
    alike,
    all_lost_reasons,
    get_lost_reason,
    get_pipeline,
    get_stage,
    lost_reasons,
    offered_reason,
    open_stages,
    pipeline_settings,
    pipelines,
    stages_elsewhere,
    stages_of,
    used_stages,
)
from tandem.deals.queries.timeline import stages_passed, timeline

__all__ = [
    "Board",
    "Card",
    "Chance",
    "Column",
    "DealPage",
    "DealQuerySet",
    "Reason",
    "alike",
    "all_lost_reasons",
    "board",
    "chance_of",
    "closing_in",
    "column_rows",
    "criteria_in_words",
    "deal_page",
    "deals",
    "deals_of_account",
    "get_deal",
    "get_deleted_deal",
    "get_lost_reason",
    "get_pipeline",
    "get_stage",
    "lacking",
    "last_entry",
    "lost_reasons",
    "more_cards",
    "needing_attention",
    "newest_fit",
    "offered_reason",
    "open_stages",
    "pick_people",
    "pick_products",
    "pipeline_settings",
    "pipelines",
    "pressing",
    "reasons",
    "scores",
    "stages_elsewhere",
    "stages_of",
    "stages_passed",
    "timeline",
    "to_do",
    "totals",
    "used_stages",
    "whom_to_reach",
]
