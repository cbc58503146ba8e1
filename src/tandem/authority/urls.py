"""Addresses of the organization's settings and of the logbook."""

from __future__ import annotations

from django.urls import path

from tandem.authority import views

app_name = "authority"
urlpatterns = [
    path("organization/", views.organization, name="organization"),
    path("limits/", views.limits, name="limits"),
    path("limits/<str:verb>/<str:role>/", views.limit, name="limit"),
    path("audit/", views.audit, name="audit"),
    path("undo/<int:entry_id>/", views.undo, name="undo"),
]
