"""Addresses of this package, below /insights/."""

from __future__ import annotations

from django.urls import path

from tandem.insights import views

app_name = "insights"

urlpatterns = [path("bookings/", views.bookings, name="bookings")]
