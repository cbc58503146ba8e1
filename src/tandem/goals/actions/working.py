"""Having chances worked out now, not in the night. No act that changes a plan, so not in the logbook."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.core import clock, jobs
from tandem.core.errors import NotAllowed
from tandem.core.jobs.models import Job
from tandem.goals import rules
from tandem.goals.models import Plan
from tandem.goals.queries.working import OF_PLAN, work_key
from tandem.people.models import Person


def work_out(plan: Plan, *, actor: Person, at: datetime | None = None) -> Job:
    """Start the run for the plan's metric and period; while one waits or runs, that one is meant."""
    if not may(actor, "goals.break_down"):
        raise NotAllowed("Your role does not let you plan.", remedy="Ask whoever leads this plan.")
    at = at or clock.now()
    rules.check_period_open(plan.end_on, clock.day_of(at, organization.current().time_zone))
    about = work_key(plan)
    once = f"{OF_PLAN} {about['metric']} {about['period']}"
    return jobs.start(OF_PLAN, asked_by=actor, at=at, once=once, **about)


def work_out_after(plan: Plan, *, actor: Person, at: datetime) -> None:
    """The same, once the change that it follows is kept."""
    transaction.on_commit(partial(work_out, plan, actor=actor, at=at), robust=True)
