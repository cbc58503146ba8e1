"""Whatever one does in the workbench, over random trees and in any currency, the sums stay exact."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.authority.models import Organization
from tandem.core.errors import Refused
from tandem.goals import actions
from tandem.goals.models import Plan, Target
from tandem.goals.queries import plan_page
from tandem.goals.queries.checks import sums
from tandem.goals.queries.inputs import digits
from tandem.goals.tests.make import NOW, Q4
from tandem.people.actions import add_person, add_team
from tandem.people.models import Person, Team
from tests.cast import SINCE

D = Decimal
FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["type", "lock", "bound", "release", "top", "again"]),
        st.integers(0, 40),
        st.floats(0, 1.6),
    ),
    max_size=6,
)


@pytest.fixture
def boss(db: None) -> Person:
    Organization.objects.create(name="Maple", currency="EUR", time_zone="Europe/Berlin")
    adam = Person.objects.create(name="Adam", email="adam@maple.example", role="administrator")
    return add_person(actor=adam, name="Erin", role="executive", email="erin@maple.example", since=SINCE)


def grow(parents: list[int], officers: list[int]) -> Team:
    """A tree of teams (`parents` are places of earlier teams) with so many officers in each."""
    adam = Person.objects.get(role="administrator")
    teams = [add_team(actor=adam, name="Top")]
    for number, place in enumerate(parents):
        teams.append(add_team(actor=adam, name=f"Team {number}", parent=teams[place % len(teams)]))
    for number, place in enumerate(officers):
        add_person(
            actor=adam, name=f"Officer {number}", role="officer", team=teams[place % len(teams)], since=SINCE
        )
    return teams[0]


def figures(plan: Plan) -> dict[int, D]:
    return dict(plan.targets.values_list("pk", "amount"))


def act(plan: Plan, boss: Person, what: str, which: int, factor: float) -> None:
    rows = list(Target.objects.filter(plan=plan, parent__isnull=False).order_by("pk"))
    row = rows[which % len(rows)]
    amount = (row.amount or plan.top / 7) * D(str(round(factor, 4)))
    match what:
        case "type":
            actions.set_target(row, actor=boss, at=NOW, amount=amount)
        case "lock":
            actions.set_target(row, actor=boss, at=NOW, amount=amount, locked=True)
        case "bound":
            low, high = sorted((round(amount, 0), round(row.amount, 0)))
            actions.set_target(row, actor=boss, at=NOW, bounds=True, floor=low, ceiling=high)
        case "release":
            actions.set_target(row, actor=boss, at=NOW, release=True)
        case "top":
            actions.resplit(plan, actor=boss, at=NOW, keep_typed=True, top=max(D(1), round(amount, 0)))
        case _:
            actions.resplit(plan, actor=boss, at=NOW)


@FEW
@given(
    parents=st.lists(st.integers(0, 5), max_size=5),
    officers=st.lists(st.integers(0, 6), min_size=1, max_size=9),
    currency=st.sampled_from(["EUR", "JPY"]),
    top=st.decimals("1", "9999999", places=2),
    over=st.sampled_from([(D(0), D(0)), (D(2), D(0)), (D("7.77"), D("1.5"))]),
    steps=STEPS,
)
def test_sums_are_exact_after_every_step(boss, parents, officers, currency, top, over, steps):
    with transaction.atomic():
        Organization.objects.update(currency=currency)
        team = grow(parents, officers)
        plan = actions.open_plan(
            actor=boss, at=NOW, team=team, metric="bookings", period=Q4, top=max(top, D(1)),
            over_officers=over[0], over_teams=over[1],
        )  # fmt: skip
        unit = D(1).scaleb(-digits(plan))
        for what, which, factor in steps:
            before = figures(plan)
            try:
                with transaction.atomic():
                    act(plan, boss, what, which, factor)
            except Refused as refusal:
                assert refusal.sentence.endswith(".") and refusal.remedy
                assert figures(plan) == before
            plan.refresh_from_db()
            page = plan_page(boss, plan, today=NOW.date())
            held = any(
                row.target.typed or row.target.locked or row.target.ceiling is not None for row in page.rows
            )
            off, handed = sums(page)
            assert all(abs(each.amount) <= (unit if held else 0) for each in off)
            assert page.rows[0].target.amount == plan.top
            assert all(row.target.amount % unit == 0 for row in page.rows)
            if not over[1] and not held:
                assert handed == plan.top
        transaction.set_rollback(True)
