"""Addresses of the home pages."""

from __future__ import annotations

from django.urls import path

from tandem.workspace.views import home, settings

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("settings/", settings.settings, name="settings"),
]
