"""Addresses of deals and pipelines."""

from __future__ import annotations

from django.urls import path

from tandem.deals.views import boards, chances, closing, deals, parts, pipelines, rates

app_name = "deals"
urlpatterns = [
    path("", boards.board, name="board"),
    path("table/", boards.table, name="table"),
    path("stage/<int:stage_id>/cards/", boards.column, name="column"),
    path("new/", deals.new, name="new"),
    path("estimates/", chances.estimates, name="estimates"),
    path("<int:deal_id>/chance/", chances.chance, name="chance"),
    path("<int:deal_id>/estimate/", chances.estimate, name="estimate"),
    path("win-rates/", rates.win_rates, name="win_rates"),
    path("of-account/", deals.of_account, name="of_account"),
    path("<int:deal_id>/", deals.deal, name="deal"),
    path("<int:deal_id>/history/", deals.history, name="history"),
    path("<int:deal_id>/edit/", deals.edit, name="edit"),
    path("<int:deal_id>/next-step/", deals.next_step, name="next_step"),
    path("<int:deal_id>/move/", deals.move, name="move"),
    path("<int:deal_id>/pipeline/", deals.pipeline, name="pipeline"),
    path("<int:deal_id>/reassign/", deals.reassign, name="reassign"),
    path("<int:deal_id>/delete/", deals.delete, name="delete"),
    path("<int:deal_id>/win/", closing.win, name="win"),
    path("<int:deal_id>/lose/", closing.lose, name="lose"),
    path("<int:deal_id>/reopen/", closing.reopen, name="reopen"),
    path("<int:deal_id>/products/new/", parts.line_new, name="line_new"),
    path("<int:deal_id>/products/<int:line_id>/", parts.line_edit, name="line_edit"),
    path("<int:deal_id>/products/<int:line_id>/remove/", parts.line_remove, name="line_remove"),
    path("<int:deal_id>/stakeholders/new/", parts.stakeholder_new, name="stakeholder_new"),
    path("<int:deal_id>/stakeholders/<int:stakeholder_id>/", parts.stakeholder_edit, name="stakeholder_edit"),
    path(
        "<int:deal_id>/stakeholders/<int:stakeholder_id>/remove/",
        parts.stakeholder_remove,
        name="stakeholder_remove",
    ),
    path("pick/product/", parts.pick_product, name="pick_product"),
    path("pick/person/", parts.pick_person, name="pick_person"),
    path("pipelines/", pipelines.pipelines, name="pipelines"),
    path("pipelines/new/", pipelines.pipeline_new, name="pipeline_new"),
    path("pipelines/<int:pipeline_id>/", pipelines.pipeline_edit, name="pipeline_edit"),
    path("pipelines/<int:pipeline_id>/default/", pipelines.pipeline_default, name="pipeline_default"),
    path("pipelines/<int:pipeline_id>/use/", pipelines.pipeline_use, name="pipeline_use"),
    path("pipelines/<int:pipeline_id>/stages/new/", pipelines.stage_new, name="stage_new"),
    path("stages/<int:stage_id>/", pipelines.stage_edit, name="stage_edit"),
    path("stages/<int:stage_id>/shift/", pipelines.stage_shift, name="stage_shift"),
    path("stages/<int:stage_id>/remove/", pipelines.stage_remove, name="stage_remove"),
    path("reasons/new/", pipelines.reason_new, name="reason_new"),
    path("reasons/<int:reason_id>/", pipelines.reason_edit, name="reason_edit"),
]
