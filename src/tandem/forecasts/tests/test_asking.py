"""Who has not handed up is asked before the deadline, once, and answers by calling."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from tandem.authority.models import Entry
from tandem.collaboration.actions import accept
from tandem.collaboration.models import Agreement
from tandem.core.errors import NotAllowed
from tandem.forecasts.actions import set_rhythm
from tandem.forecasts.actions.asking import ask_for_calls
from tandem.forecasts.models import Call
from tandem.forecasts.rules import deadline_after, deadline_before
from tandem.forecasts.tests.make import D, called, called_for, opened, selling
from tandem.people.actions import deactivate_person, set_team_manager
from tests.cast import Cast

THURSDAY_NOON = datetime(
    2026, 11, 19, 11, 30, tzinfo=UTC
)  # 12:30 in Berlin, less than a day before Friday 12:00


def waiting(person: object) -> list[Agreement]:
    return list(Agreement.objects.waiting_for(person).with_people())  # type: ignore[arg-type]


def test_nobody_is_asked_before_it_is_time(cast: Cast):
    assert ask_for_calls(THURSDAY_NOON - timedelta(hours=2)) == 0


def test_who_has_not_handed_up_is_asked_by_who_leads_them(cast: Cast):
    called(cast.olga, 100, at=THURSDAY_NOON - timedelta(hours=3))
    called_for(cast.south, cast.sam, 100, at=THURSDAY_NOON - timedelta(hours=3))
    assert ask_for_calls(THURSDAY_NOON) == 6
    asked = {(one.asker.first_name, one.answerer.first_name) for one in Agreement.objects.with_people()}
    assert asked == {
        ("Nora", "Omar"), ("Nils", "Otto"), ("Sam", "Pia"), ("Sam", "Paul"), ("Erin", "Nora"), ("Nora", "Nils"),
    }  # fmt: skip
    [one] = waiting(cast.omar)
    assert (one.words.title(one), one.words.summary(one)) == ("Q4 2026 call", "Due Friday 12:00")


def test_asking_again_for_the_same_deadline_asks_nobody(cast: Cast):
    ask_for_calls(THURSDAY_NOON)
    entries = Entry.objects.count()
    assert ask_for_calls(THURSDAY_NOON + timedelta(minutes=5)) == 0
    assert Entry.objects.count() == entries


def test_a_call_answers_what_was_asked(cast: Cast):
    ask_for_calls(THURSDAY_NOON)
    called(cast.omar, 100, at=THURSDAY_NOON + timedelta(hours=1))
    assert waiting(cast.omar) == []
    assert Call.objects.count() == 1


def test_accepting_hands_up_as_the_deals_stand(cast: Cast):
    selling(cast)
    opened(cast.omar, 50_000, category="commit")
    ask_for_calls(THURSDAY_NOON)
    accept(waiting(cast.omar)[0], actor=cast.omar, at=THURSDAY_NOON + timedelta(hours=1))
    assert Call.objects.get().likely == D(50_000)


def test_the_next_week_asks_anew_and_takes_back_what_was_not_answered(cast: Cast):
    ask_for_calls(THURSDAY_NOON)
    ask_for_calls(THURSDAY_NOON + timedelta(days=7))
    [one] = waiting(cast.omar)
    assert one.due_on is not None and one.due_on.isoformat() == "2026-11-27"
    assert Agreement.objects.filter(answerer=cast.omar, state="withdrawn").count() == 1


def test_what_was_asked_for_a_period_is_taken_back_when_it_is_over(cast: Cast):
    last = datetime(2026, 12, 31, 22, tzinfo=UTC)  # 23:00 in Berlin
    ask_for_calls(datetime(2026, 12, 24, 11, 30, tzinfo=UTC))
    ask_for_calls(last - timedelta(days=6))
    assert len(waiting(cast.omar)) == 1
    set_rhythm(actor=cast.erin, asking=False)
    assert ask_for_calls(last) == 0
    assert len(waiting(cast.omar)) == 1
    assert ask_for_calls(last + timedelta(hours=1)) == 0
    assert waiting(cast.omar) == []
    assert {one.state for one in Agreement.objects.all()} == {"withdrawn"}


@pytest.mark.parametrize("after", [timedelta(days=7), timedelta(days=60)])
def test_what_somebody_asked_who_left_since_keeps_nobody_from_being_asked(cast: Cast, after: timedelta):
    ask_for_calls(THURSDAY_NOON)
    set_team_manager(cast.north, actor=cast.adam, manager=cast.nils)
    deactivate_person(cast.nora, actor=cast.adam, heir=cast.nils)
    ask_for_calls(THURSDAY_NOON + after)
    assert Agreement.objects.filter(asker=cast.nora, answerer=cast.omar).get().state == "withdrawn"
    open_now = Agreement.objects.open().filter(answerer=cast.omar)
    assert [one.asker for one in open_now] == ([cast.nils] if after.days == 7 else [])


def test_a_call_of_the_week_before_does_not_count_for_this_one(cast: Cast):
    called(cast.omar, 100, at=THURSDAY_NOON - timedelta(days=7))
    ask_for_calls(THURSDAY_NOON)
    assert len(waiting(cast.omar)) == 1


def test_another_rhythm_asks_at_another_time(cast: Cast):
    set_rhythm(actor=cast.adam, weekday=0, at_time=time(9, 0), ask_hours=2)
    assert ask_for_calls(THURSDAY_NOON) == 0
    assert ask_for_calls(datetime(2026, 11, 23, 6, 30, tzinfo=UTC)) == 8


def test_asking_can_be_switched_off(cast: Cast):
    set_rhythm(actor=cast.erin, asking=False)
    assert ask_for_calls(THURSDAY_NOON) == 0


@pytest.mark.parametrize("who", ["olga", "nora"])
def test_the_rhythm_is_for_executives_and_administrators(cast: Cast, who: str):
    with pytest.raises(NotAllowed):
        set_rhythm(actor=getattr(cast, who), weekday=1)


def test_deadlines_follow_the_clock_of_the_organization():
    late = datetime(2026, 10, 23, 11, 0, tzinfo=UTC)  # Friday 13:00 in Berlin, an hour late
    after = deadline_after(late, 4, time(12, 0), 24, "Europe/Berlin")
    assert after.at.astimezone(UTC) == datetime(2026, 10, 30, 11, 0, tzinfo=UTC)  # winter time by then
    before = deadline_before(late, 4, time(12, 0), 24, "Europe/Berlin")
    assert before.at.astimezone(UTC) == datetime(2026, 10, 23, 10, 0, tzinfo=UTC)
    on_time = datetime(2026, 10, 23, 10, 0, tzinfo=UTC)
    assert deadline_after(on_time, 4, time(12, 0), 24, "Europe/Berlin").day.isoformat() == "2026-10-23"
