"""Addresses of lists and jobs, whatever they are about."""

from django.urls import path

from tandem.core.jobs import views as jobs
from tandem.core.lists import views as lists

app_name = "core"
urlpatterns = [
    path("jobs/<int:job_id>/", jobs.job_page, name="job"),
    path("jobs/<int:job_id>/cancel/", jobs.cancel_job, name="job_cancel"),
    path("jobs/<int:job_id>/file/", jobs.job_file, name="job_file"),
    path("lists/<str:list_name>/views/", lists.save_view, name="view_save"),
    path("lists/<str:list_name>/views/<int:view_id>/delete/", lists.delete_view, name="view_delete"),
    path("lists/<str:list_name>/suggest/<str:filter_name>/", lists.suggest, name="suggest"),
]
