"""Long work: it is started, tells how far it is, ends well, badly or early, and can be run again."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client

from tandem.core import clock, jobs
from tandem.core.errors import Refused
from tandem.core.jobs import running
from tandem.core.jobs.models import Job
from tests.cast import Cast


@jobs.job("tests.count")
def count(progress: jobs.Progress, *, up_to: int, stop_at: int = 0) -> dict[str, object]:
    """Count."""
    progress._told = -1000
    for number in progress.each(range(up_to), up_to, "Counting"):
        if number + 1 == stop_at:
            Job.objects.filter(pk=progress.job.pk).update(cancel_requested=True)
            progress._told = -1000
    return {"sentence": f"Counted to {up_to}."}


@jobs.job("tests.refuse")
def refuse(progress: jobs.Progress) -> None:
    """Say no."""
    raise Refused("The ladder is too short.", remedy="Take another.")


@jobs.job("tests.break")
def fall(progress: jobs.Progress) -> None:
    """A mistake in the code."""
    raise ZeroDivisionError


@jobs.job("tests.write")
def write(progress: jobs.Progress) -> None:
    """Make a file."""
    progress.keep_file("old.csv", [b"old"])
    progress.keep_file("new.csv", [b"x" * 700_000, b"y" * 700_000])


def test_a_job_is_done_and_says_so(cast: Cast):
    made = jobs.start("tests.count", asked_by=cast.olga, up_to=3)
    assert (made.state, made.done, made.total, made.percent) == ("done", 3, 3, 100)
    assert made.result == {"sentence": "Counted to 3."}


def test_a_job_stops_when_asked(cast: Cast):
    made = jobs.start("tests.count", up_to=10, stop_at=4)
    assert (made.state, made.done) == ("cancelled", 4)


def test_a_waiting_job_stops_at_once(cast: Cast):
    made = Job.objects.create(kind="tests.count", values={"up_to": 3}, asked_at=clock.now())
    jobs.cancel(made)
    running.run.call(made.pk)
    made.refresh_from_db()
    assert (made.state, made.done) == ("cancelled", 0)


def test_a_refusal_is_told_in_its_own_words(cast: Cast):
    made = jobs.start("tests.refuse")
    assert (made.state, made.error) == ("failed", "The ladder is too short. Take another.")


def test_a_mistake_is_logged_and_told_without_its_inside(cast: Cast, caplog: pytest.LogCaptureFixture):
    made = jobs.start("tests.break")
    assert made.state == "failed"
    assert "ZeroDivision" not in made.error
    assert "ZeroDivisionError" in caplog.text


def test_a_job_that_runs_or_is_over_is_not_run_again(cast: Cast):
    made = jobs.start("tests.count", up_to=3)
    Job.objects.filter(pk=made.pk).update(state="running", done=1, seen_at=clock.now())
    running.run.call(made.pk)
    made.refresh_from_db()
    assert made.done == 1


def test_a_job_whose_worker_was_killed_is_run_again(cast: Cast):
    made = jobs.start("tests.count", up_to=3)
    Job.objects.filter(pk=made.pk).update(state="running", done=1, seen_at=clock.now() - timedelta(hours=1))
    assert jobs.revive(clock.now()) == 1
    made.refresh_from_db()
    assert (made.state, made.done) == ("done", 3)


@pytest.mark.parametrize(("today", "revived"), [("", 0), ("2017-10-02", 1)])
def test_on_a_pretended_day_a_killed_worker_is_noticed_as_soon(
    today: str, revived: int, cast: Cast, settings
):
    settings.TANDEM_TODAY = today  # its clock goes six times slower: a minute of it are six of ours
    made = jobs.start("tests.count", up_to=3)
    Job.objects.filter(pk=made.pk).update(state="running", done=1, seen_at=clock.now() - timedelta(minutes=1))
    assert jobs.revive(clock.now()) == revived


def test_the_same_work_is_not_started_twice(cast: Cast):
    waiting = Job.objects.create(kind="tests.count", once="a", values={"up_to": 3}, asked_at=clock.now())
    assert jobs.start("tests.count", once="a", up_to=3) == waiting
    Job.objects.filter(pk=waiting.pk).update(state="done")
    assert jobs.start("tests.count", once="a", up_to=3) != waiting


def test_old_jobs_are_forgotten_with_their_files(cast: Cast):
    made = jobs.start("tests.write")
    assert jobs.sweep(clock.now()) == 0
    assert jobs.sweep(clock.now() + timedelta(days=8)) == 1
    assert not Job.objects.filter(pk=made.pk).exists()


def test_a_file_is_kept_whole_for_whoever_asked(cast: Cast, client: Client):
    made = jobs.start("tests.write", asked_by=cast.olga)
    client.force_login(cast.olga)
    answer = client.get(f"/jobs/{made.pk}/file/")
    assert b"".join(answer.streaming_content) == b"x" * 700_000 + b"y" * 700_000
    assert answer["Content-Disposition"] == 'attachment; filename="new.csv"'


def test_nobody_else_sees_a_job(cast: Cast, client: Client):
    made = jobs.start("tests.write", asked_by=cast.olga)
    with pytest.raises(Http404):
        jobs.visible_job(cast.erin, made.pk)
    client.force_login(cast.pia)
    for address in ("", "file/"):
        assert client.get(f"/jobs/{made.pk}/{address}").status_code == 404
    assert client.post(f"/jobs/{made.pk}/cancel/").status_code == 404


def test_the_page_asks_again_until_the_job_is_over(cast: Cast, client: Client):
    client.force_login(cast.olga)
    made = Job.objects.create(kind="tests.count", asked_by=cast.olga, asked_at=clock.now(), total=10, done=4)
    part = client.get(f"/jobs/{made.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" in part and "4 of 10" in part
    answer = client.post(f"/jobs/{made.pk}/cancel/")
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{made.pk}/")
    page = client.get(f"/jobs/{made.pk}/").content.decode()
    assert "Stopped." in page and "every 1s" not in page
