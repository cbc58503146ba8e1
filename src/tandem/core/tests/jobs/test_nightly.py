"""Nightly work: once a day, again after an import, never twice at the same time."""

from datetime import timedelta

import pytest

from tandem.authority.importing.following import follow
from tandem.authority.models import Entry
from tandem.core import clock, jobs
from tandem.core.jobs.models import Job
from tests.cast import Cast

DONE: list[str] = []


@jobs.nightly
@jobs.job("tests.nightly")
def work(progress: jobs.Progress) -> None:
    """Note that it ran."""
    DONE.append("worked")


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()


def kinds() -> list[str]:
    return list(Job.objects.filter(kind="tests.nightly").values_list("state", flat=True))


def test_the_first_sweep_of_a_day_starts_it_and_the_second_does_not(db: None):
    assert "tests.nightly" in jobs.start_due(clock.now())
    assert "tests.nightly" not in jobs.start_due(clock.now())
    assert DONE == ["worked"]


def test_yesterdays_run_does_not_count_for_today(db: None):
    jobs.start_due(clock.now())
    Job.objects.update(asked_at=clock.now() - timedelta(days=1))
    assert "tests.nightly" in jobs.start_due(clock.now())


def test_what_ran_on_a_later_day_does_not_count_for_a_past_one(cast: Cast, settings):
    jobs.start_due(clock.now())
    settings.TANDEM_TODAY = "2017-12-31"
    assert "tests.nightly" in jobs.start_due(clock.now())
    assert "tests.nightly" not in jobs.start_due(clock.now())
    Job.objects.filter(asked_at__year=2017).delete()
    imported = {"verb": "authority.import", "about": "core.importbatch", "about_id": 1, "actor": cast.adam}
    follow([Entry.objects.create(at=clock.now(), **imported)])
    assert DONE == ["worked"] * 3


def test_one_that_waits_is_not_started_twice(db: None):
    Job.objects.create(kind="tests.nightly", once="tests.nightly", asked_at=clock.now())
    jobs.again("tests.nightly", clock.now())
    assert kinds() == ["waiting"]


def test_an_import_starts_it_again_once(cast: Cast):
    jobs.start_due(clock.now())
    entry = Entry.objects.create(
        verb="authority.import", at=clock.now(), about="core.importbatch", about_id=1, actor=cast.adam
    )
    follow([entry])
    follow([entry])
    assert DONE == ["worked", "worked"]


def test_other_entries_start_nothing(cast: Cast):
    follow(list(Entry.objects.exclude(verb="authority.import")))
    assert DONE == []
