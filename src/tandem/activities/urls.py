"""Addresses of this package, below /activities/."""

from __future__ import annotations

from django.urls import path

from tandem.activities import views

app_name = "activities"

urlpatterns = [
    path("timeline/", views.timeline, name="timeline"),
    path("log/", views.log, name="log"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/new/", views.task, name="task_new"),
    path("records/", views.records, name="records"),
    path("doers/", views.doing, name="doers"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
