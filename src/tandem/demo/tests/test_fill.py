"""Filling a database: the same rows as the actions would write, once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tandem.authority.models import Cursor, Entry
from tandem.core.search.keeping import searchable
from tandem.deals.models import Deal
from tandem.demo.company import make_company
from tandem.demo.load import begin, fill, finish, write_deals
from tandem.demo.loading.absences import recorded
from tandem.demo.loading.customers import write_customers
from tandem.demo.loading.hands import moment
from tandem.demo.loading.story import Story
from tandem.demo.queries import door
from tandem.demo.tests.played import Played
from tandem.goals.queries.standing import own_goal
from tandem.people.models import Person, Team

TODAY = date(2026, 11, 23)
SIZE = {"officers": 6, "deals": 60, "years": 2, "seed": 16}
VERBS = {
    "people.add", "people.move", "people.deactivate", "people.record_absence", "customers.add_account",
    "customers.reassign_account", "customers.add_contact", "deals.open", "deals.stakeholders", "deals.move",
    "deals.edit", "deals.next_step", "deals.reassign", "deals.win", "deals.lose", "activities.log",
    "activities.add_task",
}  # fmt: skip
PACKAGES = (
    "activities",
    "authority",
    "people",
    "customers",
    "catalog",
    "deals",
    "collaboration",
    "goals",
    "core",
)


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


def tables() -> list[type[models.Model]]:
    """Every table that holds records of the company."""
    return [m for m in apps.get_models() if m._meta.app_label in PACKAGES and m is not Cursor]


def told() -> dict[str, list[Any]]:
    """All rows with names in place of keys, so that two databases compare."""
    names: dict[tuple[str, int], str] = {}
    for model in tables():
        for row in model._base_manager.all():
            if getattr(row, "external_id", ""):
                names[model._meta.label_lower, row.pk] = row.external_id
    for team in Team.objects.all():
        names["people.team", team.pk] = team.name
    return {m._meta.label_lower: sorted(map(repr, _rows(m, names))) for m in tables() if m is not Entry} | {
        "logbook": sorted(repr(_entry(e, names)) for e in Entry.objects.all())
    }


def _rows(model: type[models.Model], names: dict[tuple[str, int], str]) -> list[dict[str, Any]]:
    rows = []
    found = {model.search_kind: model._meta.label_lower for model in searchable()}
    for row in model._base_manager.all():
        values = {}
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in ("password", "path"):
                continue
            value = getattr(row, field.attname)
            if field.is_relation and value is not None:
                label = field.related_model._meta.label_lower  # type: ignore[union-attr]
                value = names.get((label, value), label)
            elif field.name == "record_id":
                value = names[found[row.kind], value]  # type: ignore[attr-defined]
            elif field.name == "about_id":
                value = names.get((row.about, value), row.about)  # type: ignore[attr-defined]
            values[field.name] = value if field.name != "led" else len(value)
        rows.append(values)
    return rows


def _entry(entry: Entry, names: dict[tuple[str, int], str]) -> tuple[Any, ...]:
    def person(key: int | None) -> str:
        return names.get(("people.person", key or 0), "")

    about = names.get((entry.about, entry.about_id), entry.about)
    return (
        entry.at,
        entry.verb,
        person(entry.actor_id),
        about,
        person(entry.owner_id),
        _without_keys(entry.facts),
    )


def _without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_keys(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_without_keys(one) for one in value]
    return "a key" if type(value) is int else value


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA = tmp_path


@pytest.mark.django_db
def test_a_load_in_bulk_writes_what_the_actions_write() -> None:
    story = Story(make_company(**SIZE, today=TODAY))
    begin(story)
    write_customers(story)
    write_deals(story, quiet)
    finish(story)
    loaded = told()
    assert set(Entry.objects.values_list("verb", flat=True)) >= VERBS
    for model in reversed(tables()):
        model._base_manager.all()._raw_delete("default")
    Played(make_company(**SIZE, today=TODAY)).play()
    played = told()
    assert loaded.keys() == played.keys()
    for table, rows in loaded.items():
        assert len(rows) == len(played[table]), table
        for one, other in zip(rows, played[table], strict=True):
            assert one == other, table


@pytest.mark.django_db
def test_a_second_fill_changes_nothing() -> None:
    first = fill(**SIZE, today=TODAY, progress=quiet, odds=False)
    entries = Entry.objects.count()
    second = fill(officers=9, deals=500, years=3, seed=1, today=TODAY, progress=quiet)
    assert first.filled
    assert not second.filled
    assert Entry.objects.count() == entries
    assert Person.objects.officers().active().count() == 6


@pytest.mark.sqlite  # what a day begins is worked out before anything reaches the database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "odds"),  # the first days of a year and of a leap day have their chances worked out, too
    [
        (date(2026, 1, 1), True),
        (date(2026, 10, 3), False),
        (date(2028, 2, 29), True),
        (date(2017, 10, 2), False),
    ],
)
def test_it_works_on_any_day(today: date, odds: bool) -> None:
    fill(officers=10, deals=200, years=2, seed=3, today=today, progress=quiet, odds=odds)
    officer = door("officer")
    assert officer is not None
    assert own_goal(officer, today) is not None
    assert not Entry.objects.filter(at__date__gte=today).exists()
    assert not Deal.objects.filter(closed_on__gte=today).exists()


@pytest.mark.parametrize("seed", [7, 16, 23])
def test_long_leaves_are_those_of_the_truth_and_were_written_down_before_today(seed: int) -> None:
    company = make_company(officers=30, deals=600, years=3, seed=seed, today=TODAY)
    rows = recorded(company)
    assert rows
    assert sorted((row.person, row.first, row.last) for row in rows) == sorted(
        (leave.person, leave.since, leave.until) for leave in company.staff.leaves
    )
    assert all(row.at < moment(TODAY) for row in rows)
    assert all(row.first >= company.staff.people[row.person].hired_on for row in rows)
