"""Addresses of this package, below /goals/."""

from __future__ import annotations

from django.urls import path

from tandem.goals.views import chances, goals, limits, panels, plans, targets

app_name = "goals"

urlpatterns = [
    path("", goals.index, name="index"),
    path("how/", panels.how, name="how"),
    path("others/", panels.others, name="others"),
    path("board-foot/", panels.board_foot, name="board_foot"),
    path("answer/<int:answer_id>/", goals.answer, name="answer"),
    path("answer/<int:answer_id>/weigh/", goals.weigh, name="weigh"),
    path("record/", chances.record, name="record"),
    path("plan/new/", plans.plan_new, name="plan_new"),
    path("plan/lately/", plans.lately, name="lately"),
    path("plan/<int:plan_id>/", plans.plan, name="plan"),
    path("plan/<int:plan_id>/shape/", plans.shape, name="shape"),
    path("plan/<int:plan_id>/split/", plans.split, name="split"),
    path("plan/<int:plan_id>/again/", plans.rerun, name="rerun"),
    path("plan/<int:plan_id>/publish/", plans.publish, name="publish"),
    path("plan/<int:plan_id>/drop/", plans.drop, name="drop"),
    path("plan/<int:plan_id>/versions/", plans.versions, name="versions"),
    path("plan/<int:plan_id>/chances/", chances.work, name="work"),
    path("plan/<int:plan_id>/which/", chances.which, name="which"),
    path("plan/<int:plan_id>/costs/", chances.costs, name="costs"),
    path("plan/<int:plan_id>/fix/", chances.fix, name="fix"),
    path("plan/<int:plan_id>/limit/", limits.limit_new, name="limit_new"),
    path("limit/<int:limit_id>/", limits.limit, name="limit"),
    path("limit/<int:limit_id>/remove/", limits.limit_remove, name="limit_remove"),
    path("target/<int:target_id>/keep/", chances.keep, name="keep"),
    path("target/<int:target_id>/", targets.story, name="target"),
    path("target/<int:target_id>/moves/", panels.moves, name="moves"),
    path("target/<int:target_id>/set/", targets.set_target, name="set"),
    path("target/<int:target_id>/bounds/", targets.bounds, name="bounds"),
    path("target/<int:target_id>/revise/", targets.revise, name="revise"),
    path("target/<int:target_id>/place/", targets.place, name="place"),
]
