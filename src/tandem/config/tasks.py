"""A job that does nothing, for asking whether a worker is there."""

from __future__ import annotations

from django_tasks import task


@task()
def answer() -> str:
    """Answer."""
    return "here"
