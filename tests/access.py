"""What each address answers to whom, asked for Olga's things. A route without a line here fails the suite.

Columns: a visitor · Olga, who owns it · Omar, her colleague · Nora, her manager · Sam, another team's manager · Erin,
executive · Adam, administrator.
"""

from __future__ import annotations

WHO = ("visitor", "olga", "omar", "nora", "sam", "erin", "adam")

EVERYBODY = (302, 200, 200, 200, 200, 200, 200)  # pages of one's own, lists of what one may see
POST_ONLY = (302, 405, 405, 405, 405, 405, 405)
SEEN = (302, 200, 404, 200, 404, 200, 200)  # the owner, the line above, executives, administrators
WORKED_ON = (302, 200, 404, 200, 404, 403, 200)  # the same, but executives only read
OPEN_ALREADY = (302, 422, 404, 422, 404, 403, 422)  # her deal is open, and whoever may reopen it is told so
MOVED_IN = (302, 403, 403, 200, 200, 403, 200)
IMPORTED = (302, 403, 403, 200, 404, 403, 200)  # her manager's import, holding her things
GIVEN = (302, 403, 404, 200, 404, 403, 200)  # what managers and administrators do with it
SELLERS = (302, 200, 200, 200, 200, 403, 200)
CONFIGURED = (302, 403, 403, 403, 403, 403, 200)
ESTIMATED = (302, 200, 404, 200, 404, 403, 403)  # who sells it and the line above say what they think of it
SCORED = (302, 200, 200, 200, 200, 200, 403)  # whoever says so, and those above them
AUDITED = (302, 403, 403, 403, 403, 200, 200)
COLLEAGUE = (302, 200, 200, 200, 404, 200, 200)  # people see their team and the line above them
OWN_PERSON = (302, 200, 403, 403, 404, 403, 200)
NOTED_FOR = (302, 200, 403, 200, 404, 403, 200)  # colleagues see her page, and write down no absence
ADMINISTERED = (302, 403, 403, 403, 404, 403, 200)
ONLY_HERS = (302, 200, 404, 404, 404, 404, 404)
NOT_THERE = (302, 404, 404, 404, 404, 404, 404)  # this scene has none
CLOSED = (404, 404, 404, 404, 404, 404, 404)  # exists in the demonstration only
STEERED = (302, 404, 404, 200, 200, 200, 404)  # their own team; executives any
LED = (302, 404, 404, 404, 404, 200, 404)
STEERING = (302, 404, 404, 200, 200, 200, 200)  # plans in which they lead a team; administrators look
PLANNING = (302, 403, 403, 200, 200, 200, 403)  # opening a plan for the teams they lead
WHOLE_PLAN = (302, 404, 404, 403, 403, 200, 403)  # what concerns a whole plan is for who leads all of it
LIMITED = (302, 404, 404, 200, 404, 200, 403)  # a limit of a plan, by who leads all whom it is about
BESIDE = (302, 404, 404, 200, 200, 200, 403)  # a limit of their own in a plan in which they lead a team
SETTING = (302, 403, 404, 200, 404, 200, 403)  # the target of a person, set by the line above
CALLING = (302, 200, 200, 200, 200, 200, 403)  # one's own call, or that of the team one leads
WRITTEN_DOWN = (302, 403, 403, 200, 200, 200, 200)
STEADY = (302, 403, 403, 403, 403, 200, 200)
AWAY = (302, 302, 302, 302, 302, 302, 302)

ACCESS: list[tuple[tuple[int, ...], str]] = [
    (AWAY, "workspace:home"),
    (LED, "workspace:business"),
    (STEERING, "goals:plan goals:versions goals:which goals:costs goals:work"),
    (PLANNING, "goals:plan_new"),
    (WHOLE_PLAN, "goals:split goals:publish"),
    (STEERING, "goals:fix"),
    (BESIDE, "goals:limit_new"),
    (LIMITED, "goals:limit"),
    (SETTING, "goals:bounds goals:revise goals:place goals:keep"),
    (STEERED, "workspace:team workspace:flow insights:bookings workspace:gap"),
    (STEERING, "deals:win_rates"),
    (CALLING, "forecasts:call"),
    (STEADY, "forecasts:rhythm"),
    (WRITTEN_DOWN, "forecasts:again"),
    (
        EVERYBODY,
        """
        workspace:today workspace:figures workspace:search workspace:settings core:suggest people:profile
        people:tokens people:teams people:pick people:pick_active people:pick_leader people:pick_anybody
        people:pick_team people:pick_own_team
        customers:accounts customers:pick customers:contacts
        customers:contact_pick collaboration:waiting collaboration:waiting-panel collaboration:notifications
        collaboration:notifications-panel collaboration:preferences collaboration:colleagues
        collaboration:deputies collaboration:announcements collaboration:announcements-panel
        collaboration:announce collaboration:delegate activities:tasks activities:doers activities:records
        catalog:products catalog:product deals:board deals:table deals:of_account deals:pick_product
        deals:pick_person goals:record goals:index goals:how goals:board_foot goals:others forecasts:index
        forecasts:snapshots forecasts:accuracy
        """,
    ),
    (
        POST_ONLY,
        """
        workspace:field_archive workspace:rate_remove
        workspace:import_choose workspace:import_settle workspace:import_run workspace:import_undo
        workspace:import_remove core:job_cancel core:view_save core:view_delete
        authority:undo people:token_revoke people:person_return people:absence_withdraw
        collaboration:accept collaboration:accept-counter collaboration:withdraw collaboration:remind collaboration:read
        collaboration:delete-comment collaboration:undo collaboration:delete-announcement collaboration:stop-sharing
        collaboration:end-delegation activities:finish activities:reopen activities:delete activities:undo
        catalog:product_sold catalog:book_default deals:line_remove deals:stakeholder_remove deals:pipeline_default
        deals:pipeline_use deals:stage_shift goals:shape goals:rerun goals:drop goals:set goals:limit_remove
        forecasts:override forecasts:take
        """,
    ),
    (
        SEEN,
        """
        customers:account customers:contact collaboration:about collaboration:agreement collaboration:counter
        collaboration:decline collaboration:stand-firm collaboration:comment collaboration:edit-comment
        collaboration:people collaboration:share activities:timeline activities:log activities:task_new activities:edit
        deals:deal deals:history deals:chance goals:target goals:moves goals:answer goals:weigh forecasts:story
        """,
    ),
    (
        WORKED_ON,
        """
        customers:account_edit customers:account_merge customers:account_delete customers:contact_edit
        customers:contact_delete workspace:snooze_deal workspace:snooze_task deals:edit deals:next_step deals:move
        deals:pipeline deals:delete deals:win deals:lose deals:line_new deals:line_edit
        deals:stakeholder_new deals:stakeholder_edit
        """,
    ),
    (OPEN_ALREADY, "deals:reopen"),
    (MOVED_IN, "workspace:imports"),
    (IMPORTED, "workspace:import workspace:import_refused"),
    (GIVEN, "customers:account_reassign deals:reassign"),
    (SELLERS, "customers:account_new customers:contact_new deals:new"),
    (
        CONFIGURED,
        """
        workspace:fields workspace:field_new workspace:field_edit workspace:rates workspace:rate_set
        authority:organization authority:limits authority:limit people:person_new people:team_new people:team_edit
        people:team_move people:team_remove catalog:product_new catalog:product_edit catalog:book_new deals:pipelines
        deals:pipeline_new deals:pipeline_edit deals:stage_new deals:stage_edit deals:stage_remove deals:reason_new
        deals:reason_edit catalog:price catalog:book_edit
        """,
    ),
    (ESTIMATED, "deals:estimate"),
    (SCORED, "deals:estimates"),
    (AUDITED, "authority:audit workspace:audited"),
    (COLLEAGUE, "people:person"),
    (OWN_PERSON, "people:person_edit"),
    (NOTED_FOR, "people:absence_new"),
    (WORKED_ON, "people:absence_edit"),
    (
        ADMINISTERED,
        "people:person_move people:person_role people:person_leave people:person_invite people:person_second_factor",
    ),
    (ONLY_HERS, "core:job"),
    (NOT_THERE, "core:job_file collaboration:follow deals:column goals:lately"),
    (CLOSED, "demo:welcome demo:enter demo:start"),
]


def expected() -> dict[str, tuple[int, ...]]:
    """Address → status for each of WHO."""
    return {name: row for row, names in ACCESS for name in names.split()}
