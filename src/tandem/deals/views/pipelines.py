"""Settings: pipelines, their stages, reasons for losing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require_owner
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.deals import actions, forms, queries


def _back() -> str:
    return reverse("deals:pipelines")


def _only_who_configures(request: Request) -> None:
    require_owner(request.user, "deals.configure", request.user)


def pipelines(request: Request) -> HttpResponse:
    _only_who_configures(request)
    context = {
        "pipelines": queries.pipeline_settings(request.user),
        "reasons": queries.all_lost_reasons(),
    }
    return render(request, "deals/pipelines.html", context)


def pipeline_new(request: Request) -> HttpResponse:
    _only_who_configures(request)
    form = forms.PipelineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.add_pipeline(actor=request.user, name=form.cleaned_data["name"])
            return done(request, _back(), f"{made.name} added, with the standard stages.")
    return ask(request, "form.html", form, title="Add a pipeline", primary="Add pipeline")


def pipeline_edit(request: Request, pipeline_id: int) -> HttpResponse:
    _only_who_configures(request)
    found = queries.get_pipeline(pipeline_id)
    initial = {"name": found.name, "version": found.version}
    form = forms.PipelineForm(request.POST or None, initial=initial)
    words = {"title": f"Rename {found.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_pipeline(found, actor=request.user, **form.cleaned_data)
                return done(request, _back(), f"{form.cleaned_data['name']} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)


@require_POST
def pipeline_default(request: Request, pipeline_id: int) -> HttpResponse:
    found = queries.get_pipeline(pipeline_id)
    actions.edit_pipeline(found, actor=request.user, default=True)
    return done(request, _back(), f"New deals begin in {found.name}.")


@require_POST
def pipeline_use(request: Request, pipeline_id: int) -> HttpResponse:
    """Retire a pipeline, or use it again: `active` is "no" or "yes"."""
    found, active = queries.get_pipeline(pipeline_id), request.POST.get("active") == "yes"
    actions.edit_pipeline(found, actor=request.user, active=active)
    words = "is used again" if active else "is retired: no deal begins in it any more"
    return done(request, _back(), f"{found.name} {words}.")


def stage_new(request: Request, pipeline_id: int) -> HttpResponse:
    _only_who_configures(request)
    found = queries.get_pipeline(pipeline_id)
    form = forms.StageForm(request.POST or None, kind="open")
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            stage = actions.add_stage(found, actor=request.user, **form.values())
            return done(request, _back(), f"{stage.name} added.")
    return ask(request, "form.html", form, title=f"Add a stage to {found.name}", primary="Add stage")


def stage_edit(request: Request, stage_id: int) -> HttpResponse:
    _only_who_configures(request)
    stage = queries.get_stage(stage_id)
    form = forms.StageForm(request.POST or None, kind=stage.kind, initial=_as_form(stage))
    words = {"title": f"Stage {stage.name}", "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            with refusals_into(form):
                actions.edit_stage(stage, actor=request.user, version=version, **form.values())
                return done(request, _back(), f"{form.cleaned_data['name']} saved.")
        except Conflict as conflict:
            theirs = SimpleNamespace(**_as_form(conflict.current))
            return both_versions(request, "form.html", form, theirs, **words)
    return ask(request, "form.html", form, **words)


def _as_form(stage: Any) -> dict[str, Any]:
    """A stage as its form shows it."""
    own = {name: getattr(stage, name) for name in ("name", "chance", "usual_days", "version")}
    return {**own, **forms.criteria_as_text(stage.exit_criteria)}


@require_POST
def stage_shift(request: Request, stage_id: int) -> HttpResponse:
    """One place earlier or later among the open stages."""
    stage = queries.get_stage(stage_id)
    order = [one.pk for one in queries.open_stages(stage.pipeline_id)]
    at = order.index(stage.pk) if stage.pk in order else 0
    to = min(max(at + (-1 if request.POST.get("way") == "earlier" else 1), 0), len(order) - 1)
    order.insert(to, order.pop(at))
    actions.reorder_stages(stage.pipeline, actor=request.user, order=order)
    return done(request, _back(), f"{stage.name} moved.")


def stage_remove(request: Request, stage_id: int) -> HttpResponse:
    _only_who_configures(request)
    stage = queries.get_stage(stage_id)
    others = [one for one in queries.open_stages(stage.pipeline_id) if one.pk != stage.pk]
    form = forms.RemoveStageForm(request.POST or None, stages=others)
    if request.method == "POST" and form.is_valid():
        heir = next((one for one in others if str(one.pk) == form.cleaned_data["heir"]), None)
        with refusals_into(form):
            actions.remove_stage(stage, actor=request.user, heir=heir)
            return done(request, _back(), f"{stage.name} removed. Its history stays.")
    return ask(request, "form.html", form, title=f"Remove {stage.name}", primary="Remove stage")


def reason_new(request: Request) -> HttpResponse:
    _only_who_configures(request)
    form = forms.NewReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            reason = actions.add_lost_reason(actor=request.user, **form.cleaned_data)
            return done(request, _back(), f"{reason.name} added.")
    return ask(request, "form.html", form, title="Add a reason for losing", primary="Add reason")


def reason_edit(request: Request, reason_id: int) -> HttpResponse:
    _only_who_configures(request)
    reason = queries.get_lost_reason(reason_id)
    initial = {"name": reason.name, "active": reason.active, "version": reason.version}
    form = forms.ReasonForm(request.POST or None, initial=initial)
    words = {"title": reason.name, "primary": "Save"}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_lost_reason(reason, actor=request.user, **form.cleaned_data)
                return done(request, _back(), f"{reason.name} saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)
