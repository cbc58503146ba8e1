"""Addresses of lists and jobs, whatever they are about."""

from django.urls import path

from tandem.core.jobs import views as jobs

app_name = "core"
urlpatterns = [
    path("jobs/<int:job_id>/", jobs.job_page, name="job"),
    path("jobs/<int:job_id>/cancel/", jobs.cancel_job, name="job_cancel"),
    path("jobs/<int:job_id>/file/", jobs.job_file, name="job_file"),
]
