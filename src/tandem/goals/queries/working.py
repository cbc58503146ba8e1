"""Whether the chances of a plan are up to date, and how far a run that works them out is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.core import clock
from tandem.core.jobs.models import OVER, Job
from tandem.goals.models import Plan, Run
from tandem.people.models import Person

OF_PLAN = "goals.plan_odds"
DEALS = "deals.deal"
PEOPLE = ("people.person", "people.team", "people.absence")


@dataclass(frozen=True)
class Working:
    """The newest run of a plan's period, and the newest work on one. `changed`: its inputs may not be those of now."""

    plan: Plan
    label: str
    run: Run | None
    job: Job | None
    changed: bool
    may_start: bool
    today: date

    @property
    def runs(self) -> bool:
        """Chances are being worked out now."""
        return self.job is not None and self.job.state not in OVER

    @property
    def failed(self) -> str:
        """Why the newest work did not end well; "" when it did, or when a run came after it."""
        job = self.job
        if job is None or job.state != "failed" or (self.run and self.run.made_at > job.asked_at):
            return ""
        return job.error

    @property
    def nobody(self) -> bool:
        """The newest work found nobody to work chances out for."""
        return self.run is None and self.job is not None and self.job.state == "done"

    @property
    def stale(self) -> bool:
        """A run of now could say something else."""
        return self.run is None or self.run.as_of < self.today or self.changed

    @property
    def due(self) -> bool:
        """To be started by opening the page: a draft without a run of today that nobody has tried to make today."""
        if not self.may_start or self.plan.state != "draft" or self.runs:
            return False
        if self.run is not None and self.run.as_of >= self.today:
            return False
        return self.job is None or _day(self.job.asked_at) < self.today

    @property
    def as_of_words(self) -> str:
        """ "03:10" on the day itself."""
        if self.run is None or _day(self.run.made_at) != self.today:
            return ""
        return f"{timezone.localtime(self.run.made_at):%H:%M}"


def work_key(plan: Plan) -> dict[str, str]:
    """What a run for this plan is about, as its job has it: plans of the same metric and period share one."""
    return {"metric": plan.metric, "period": plan.period(organization.calendar()).key}


def working(viewer: Person, plan: Plan, run: Run | None, *, today: date) -> Working:
    """How things stand with the run that the plan's page rests on. At most two statements."""
    about = work_key(plan)
    job = (
        Job.objects.filter(kind=OF_PLAN, values__metric=about["metric"], values__period=about["period"])
        .order_by("-pk")
        .first()
    )
    open_still = plan.end_on >= today
    return Working(
        plan=plan,
        label=plan.period(organization.calendar()).label,
        run=run,
        job=job,
        changed=open_still and run is not None and _changed(plan, run),
        may_start=open_still and may(viewer, "goals.break_down"),
        today=today,
    )


def _changed(plan: Plan, run: Run) -> bool:
    """Somebody has changed a deal of the plan's teams, or people and teams, since the run's inputs were read."""
    if run.entry_id is None:
        return False
    theirs = Q(about=DEALS, owner__path__startswith=plan.team.path) | Q(about__in=PEOPLE)
    return Entry.objects.filter(theirs, pk__gt=run.entry_id).exists()


def _day(moment: datetime) -> date:
    return clock.day_of(moment, organization.current().time_zone)
