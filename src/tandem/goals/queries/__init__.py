"""Reads about plans, targets, results, attainment and pace. The viewer comes first."""

from tandem.goals.models import METRICS
from tandem.goals.queries.across import carried_of, get_limit, last_limit, members_of
from tandem.goals.queries.answers import Story, answer_page, newest_agreement, story
from tandem.goals.queries.bench import Bench, bench
from tandem.goals.queries.choosing import picking
from tandem.goals.queries.goals import may_plan, odds_of_own, other_goals, own_goals, plan_lines
from tandem.goals.queries.moves import Moved, moved
from tandem.goals.queries.odds import run_of
from tandem.goals.queries.outside import fairness, fix_lines, last_fix
from tandem.goals.queries.panels import as_side_goal, board_foot
from tandem.goals.queries.periods import label_of, next_quarter, period_of
from tandem.goals.queries.plans import PlanPage, drawn, get_plan, get_target, plan_page, refresh
from tandem.goals.queries.prices import costs
from tandem.goals.queries.publishing import history_of, shares_to_place, to_undo, whom_to_ask
from tandem.goals.queries.record import record_of_chances
from tandem.goals.queries.rows import Row, in_sight
from tandem.goals.queries.standing import own_goal
from tandem.goals.queries.teams import lately, plannable_team, plannable_teams
from tandem.goals.queries.together import others_since, set_by_another, top_set_by_another
from tandem.goals.queries.working import working

__all__ = [
    "METRICS",
    "Bench",
    "Moved",
    "PlanPage",
    "Row",
    "Story",
    "answer_page",
    "as_side_goal",
    "bench",
    "board_foot",
    "carried_of",
    "costs",
    "drawn",
    "fairness",
    "fix_lines",
    "get_limit",
    "get_plan",
    "get_target",
    "history_of",
    "in_sight",
    "label_of",
    "last_fix",
    "last_limit",
    "lately",
    "may_plan",
    "members_of",
    "moved",
    "newest_agreement",
    "next_quarter",
    "odds_of_own",
    "other_goals",
    "others_since",
    "own_goal",
    "own_goals",
    "period_of",
    "picking",
    "plan_lines",
    "plan_page",
    "plannable_team",
    "plannable_teams",
    "record_of_chances",
    "refresh",
    "run_of",
    "set_by_another",
    "shares_to_place",
    "story",
    "to_undo",
    "top_set_by_another",
    "whom_to_ask",
    "working",
]
