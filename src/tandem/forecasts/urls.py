"""Addresses of this package, below /forecasts/."""

from __future__ import annotations

from django.urls import path

from tandem.forecasts.views import accuracy, calls, pages, rhythm, snapshots

app_name = "forecasts"
urlpatterns = [
    path("", pages.index, name="index"),
    path("call/", calls.call, name="call"),
    path("override/", calls.override, name="override"),
    path("accuracy/", accuracy.accuracy, name="accuracy"),
    path("snapshots/", snapshots.snapshots, name="snapshots"),
    path("snapshots/take/", snapshots.take, name="take"),
    path("again/", pages.again, name="again"),
    path("rhythm/", rhythm.rhythm, name="rhythm"),
    path("<int:forecast_id>/", calls.story, name="story"),
]
