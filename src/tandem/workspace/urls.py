"""Addresses of the home pages."""

from __future__ import annotations

from django.urls import path

from tandem.workspace.views import (
    business,
    fields,
    figures,
    home,
    imports,
    rates,
    search,
    settings,
    team,
    today,
)

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("today/", today.today, name="today"),
    path("today/deals/<int:deal_id>/snooze/", today.snooze_deal, name="snooze_deal"),
    path("today/tasks/<int:task_id>/snooze/", today.snooze_task, name="snooze_task"),
    path("team/", team.team, name="team"),
    path("team/flow/", team.flow, name="flow"),
    path("team/gap/", team.gap, name="gap"),
    path("business/", business.business, name="business"),
    path("figures/", figures.figures, name="figures"),
    path("search/", search.search, name="search"),
    path("search/audited/", search.audited, name="audited"),
    path("settings/", settings.settings, name="settings"),
    path("settings/fields/", fields.fields, name="fields"),
    path("settings/fields/<str:record>/new/", fields.field_new, name="field_new"),
    path("settings/fields/<int:field_id>/", fields.field_edit, name="field_edit"),
    path("settings/fields/<int:field_id>/archive/", fields.field_archive, name="field_archive"),
    path("settings/rates/", rates.rates, name="rates"),
    path("settings/rates/set/", rates.rate_set, name="rate_set"),
    path("settings/rates/<str:currency>/<str:day>/remove/", rates.rate_remove, name="rate_remove"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:batch_id>/", imports.import_page, name="import"),
    path("imports/<int:batch_id>/choose/", imports.choose, name="import_choose"),
    path("imports/<int:batch_id>/settle/", imports.settle, name="import_settle"),
    path("imports/<int:batch_id>/run/", imports.run, name="import_run"),
    path("imports/<int:batch_id>/undo/", imports.undo, name="import_undo"),
    path("imports/<int:batch_id>/remove/", imports.forget, name="import_remove"),
    path("imports/<int:batch_id>/refused.csv", imports.refused, name="import_refused"),
]
