"""What stands in a database that was filled: one demonstration company for all of these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from tandem.authority import organization
from tandem.authority.models import Entry, Organization
from tandem.collaboration.models import Agreement, Notification
from tandem.deals.models import Deal, WinFit
from tandem.demo.load import fill
from tandem.demo.queries import door
from tandem.forecasts.actions import score_periods
from tandem.forecasts.models import Score, Snapshot
from tandem.goals.actions.odds import METHOD
from tandem.goals.models import Plan, PlanLimit, Run, Target, TargetVersion
from tandem.goals.packing import unpack
from tandem.goals.queries.known import known
from tandem.goals.queries.record import record_of_chances
from tandem.goals.queries.standing import own_goal
from tandem.people.actions import add_person
from tandem.people.models import Person
from tests.kept import kept

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the data beside the database."""
    folder = tmp_path_factory.mktemp("demo")

    def make() -> Path:
        with override_settings(DATA=folder):
            fill(officers=10, deals=600, years=2, seed=7, today=TODAY, progress=lambda *_: None)
        return folder

    yield from kept(request, make)


@pytest.fixture
def demo(filled: Path, db: None) -> Path:
    """The same, for a test that leaves nothing behind."""
    return filled


def test_after_a_load_ordinary_rows_get_free_keys(demo: Path) -> None:
    admin = Person.objects.get(role="administrator")
    person = add_person(actor=admin, name="New Person")
    assert Entry.objects.latest("id").about_id == person.pk


def test_the_organization_is_in_europe(demo: Path) -> None:
    organization = Organization.objects.get()
    assert (organization.currency, organization.time_zone) == ("EUR", "Europe/Berlin")


def test_past_plans_add_up_and_are_answered(demo: Path) -> None:
    plans = Plan.objects.filter(state="published").order_by("start_on")
    assert plans.count() >= 6
    assert plans.last().end_on >= TODAY  # type: ignore[union-attr]
    for plan in plans:
        rows = list(plan.targets.all())
        for row in rows:
            parts = [part.amount for part in rows if part.parent_id == row.pk]
            if parts and plan.end_on < TODAY:
                assert sum(parts) == row.amount
        assert next(row for row in rows if row.parent_id is None).amount == plan.top
    past = Target.objects.filter(plan__in=plans, plan__end_on__lt=TODAY)
    assert set(past.values_list("state", flat=True)) == {"accepted"}
    answered = Agreement.objects.filter(about="goals.target", about_id__in=past.values("pk"))
    assert not answered.open().exists()
    assert answered.count() == past.exclude(parent=None).count()
    assert answered.first().signatures.count() == 2  # type: ignore[union-attr]


def test_past_targets_were_set_with_the_chance_that_was_told_on_the_evening_before(demo: Path) -> None:
    stated = TargetVersion.objects.filter(
        kind="published", target__person__isnull=False, chance__isnull=False
    )
    past = stated.filter(target__plan__end_on__lt=TODAY).select_related("target__plan")
    assert past.count() > 20
    # Nobody knew how it would come: managers asked for what can go either way.
    assert 35 < sum(each.chance or 0 for each in past) / past.count() < 60
    for each in stated.select_related("target__plan"):
        plan = each.target.plan
        run = Run.objects.get(start_on=plan.start_on, as_of=each.at.date() - timedelta(days=1))
        assert run.outlooks.get(person=each.target.person).thin == ""
    first = Plan.objects.filter(state="published").earliest("start_on")
    assert not TargetVersion.objects.filter(
        target__plan=first, chance__isnull=False
    ).exists()  # too little history


def test_the_record_of_chances_is_that_of_past_targets(demo: Path) -> None:
    executive = door("executive")
    assert executive is not None
    record = record_of_chances(executive, TODAY)
    assert sum(kept.rate.n for kept in record) > 20
    assert any(kept.enough for kept in record)


def test_the_chance_of_the_running_quarter_is_that_of_the_evening_before_it_was_asked_for(demo: Path) -> None:
    """Asked anew from the database as it is now, the simulation says of that evening what was kept then."""
    quarter = organization.calendar().of("quarter", TODAY)
    run = Run.objects.filter(start_on=quarter.start).earliest("as_of")
    given = known("bookings", run.as_of, TODAY)
    assert given is not None
    assert (
        given.digest(METHOD, run.draws, run.seed, run.kind, run.start_on, run.end_on, run.as_of) == run.digest
    )


def test_snapshots_keep_the_win_chance_of_each_deal_as_it_was(demo: Path) -> None:
    first, last = Snapshot.objects.earliest("taken_at"), Snapshot.objects.latest("taken_at")
    for taken in (first, last):
        assert taken.deals.exists()
        assert not taken.deals.filter(chance__isnull=True).exists()
    fitted = WinFit.objects.filter(as_of__lt=first.on)
    assert fitted.count() == 1
    assert WinFit.objects.count() == 2


def test_something_waits_for_manager_and_officer(demo: Path) -> None:
    manager, officer, executive = door("manager"), door("officer"), door("executive")
    assert manager is not None
    assert officer is not None
    assert executive is not None
    waiting = Agreement.objects.waiting_for(manager)
    assert [a.state for a in waiting] == ["countered"]
    assert [a.state for a in Agreement.objects.waiting_for(officer)] == ["waiting"]
    draft = Plan.objects.get(state="draft")
    assert draft.created_by == executive
    limit = PlanLimit.objects.get(plan=draft)
    assert 0 < sum(row.amount for row in limit.targets.all()) <= limit.most
    assert Notification.objects.of(officer).unread().exists()
    assert Notification.objects.of(manager).unread().exists()
    assert not Notification.objects.filter(to_mail=True).exists()
    goal = own_goal(officer, TODAY)
    assert goal is not None
    assert goal.target.amount > 0


def test_the_doors_lead_to_a_quarter_that_is_open(demo: Path) -> None:
    """Manager and officer are those with most to decide: nobody settled of the team is nearer to an even chance."""
    manager, officer = door("manager"), door("officer")
    assert manager is not None
    assert officer is not None
    plan = Plan.objects.get(state="published", start_on=organization.calendar().of("quarter", TODAY).start)
    run = Run.objects.filter(start_on=plan.start_on).latest("as_of", "made_at")
    assert run.as_of == TODAY

    def chance(row: Target) -> float:
        """As the figure was before anything was revised."""
        published = row.versions.get(kind="published")
        draws = unpack(run.outlooks.get(person=row.person_id, team=row.team_id).drawn or b"")
        return float((draws >= float(published.amount)).mean())

    leaves = plan.targets.filter(team__children__isnull=True, person__isnull=True)
    off = {row.team: abs(chance(row) - 0.55) for row in leaves}
    mine = manager.teams_led.get()
    assert officer.team == mine
    assert len(off) > 1
    assert off[mine] == min(off.values())
    assert officer.hired_on is not None
    assert (TODAY - officer.hired_on).days > 400


def test_the_truth_lies_beside_the_data(demo: Path) -> None:
    told = json.loads((demo / "demo-truth.json").read_text())
    assert told["seed"] == 7
    assert {d["number"] for d in told["open_deals"]} == {
        int(key[1:]) for key in Deal.objects.open().values_list("external_id", flat=True)
    }


def test_the_logbook_is_in_order_of_time_and_ends_before_today(demo: Path) -> None:
    at = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert at == sorted(at)
    assert at[-1].date() < TODAY


def test_past_quarters_were_called_and_the_product_scored_them(demo: Path) -> None:
    scores = Score.objects.filter(weeks=4)
    assert {"naive", "officer", "manager", "director"} <= set(scores.values_list("layer", flat=True))
    scored = scores.filter(layer="officer", person__isnull=False).values_list("person", "end_on")
    carried = Target.objects.filter(
        person__isnull=False, plan__kind="quarter", plan__metric="bookings", plan__end_on__lt=TODAY
    )
    assert len(scored) > 40
    assert set(scored) <= set(carried.values_list("person", "plan__end_on"))
    assert {end for _, end in scored} == set(scores.filter(layer="naive").values_list("end_on", flat=True))
    assert Run.objects.filter(end_on__lt=TODAY).exists()
    assert not Score.objects.filter(end_on__gte=TODAY).exists()
    assert score_periods(datetime(2026, 11, 23, 3, tzinfo=UTC)) == 0
