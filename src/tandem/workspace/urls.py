"""Addresses of the home pages."""

from __future__ import annotations

from django.urls import path

from tandem.workspace.views import home, search, settings, today

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("today/", today.today, name="today"),
    path("today/deals/<int:deal_id>/snooze/", today.snooze_deal, name="snooze_deal"),
    path("today/tasks/<int:task_id>/snooze/", today.snooze_task, name="snooze_task"),
    path("search/", search.search, name="search"),
    path("settings/", settings.settings, name="settings"),
]
