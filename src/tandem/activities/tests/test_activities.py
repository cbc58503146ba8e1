"""Notes, calls, tasks: each verb, and who may."""

from datetime import timedelta

import pytest
from django.http import Http404

from tandem.activities import actions, queries
from tandem.activities.models import Activity
from tandem.authority import organization
from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.authority.readers import advance
from tandem.collaboration.models import Notification
from tandem.collaboration.queries import notifications
from tandem.core import clock
from tandem.core.errors import NotAllowed, Refused
from tandem.core.jobs import look
from tandem.customers.actions import add_account
from tests.cast import Cast


@pytest.fixture
def account(cast: Cast):
    return add_account(actor=cast.olga, name="Kan-code")


@pytest.fixture
def call(cast: Cast, account):
    return actions.log_activity(
        actor=cast.olga, about=account, kind="call", outcome="reached", minutes=22, text="Likes the start"
    )


def test_a_call_is_logged_with_its_outcome(cast: Cast, call):
    assert (call.owner, call.kind, call.outcome, call.minutes) == (cast.olga, "call", "reached", 22)
    assert Entry.objects.latest("pk").verb == "activities.log"


def test_nothing_is_logged_on_what_one_does_not_see(cast: Cast, account):
    with pytest.raises(Http404):
        actions.log_activity(actor=cast.pia, about=account, text="Hello")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "note"}, "nothing to log"),
        ({"kind": "note", "text": "x", "outcome": "reached"}, "does not end like that"),
        ({"kind": "call", "text": "x", "minutes": 2000}, "1,440 minutes"),
        ({"kind": "task", "text": "x"}, "cannot be logged"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, account, values, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.log_activity(actor=cast.olga, about=account, **values)


def test_what_is_to_come_is_a_task(cast: Cast, account):
    later = clock.now() + timedelta(days=1)
    with pytest.raises(Refused, match="in the future"):
        actions.log_activity(actor=cast.olga, about=account, text="x", happened_at=later)


def test_a_manager_gives_a_task_to_their_team(cast: Cast, account):
    task = actions.add_task(actor=cast.nora, owner=cast.olga, title="Send the quote", about=account)
    advance("notifications")
    assert (task.owner, task.author) == (cast.olga, cast.nora)
    assert Notification.objects.filter(person=cast.olga, kind="tasks").count() == 1
    with pytest.raises(NotAllowed):
        actions.add_task(actor=cast.nora, owner=cast.pia, title="Send the quote")
    with pytest.raises(NotAllowed):
        actions.add_task(actor=cast.olga, owner=cast.omar, title="Send the quote")


def test_a_task_goes_to_somebody_who_sees_the_record(cast: Cast, account):
    with pytest.raises(Refused, match="Omar Officer does not see this account"):
        actions.add_task(actor=cast.nora, owner=cast.omar, title="Send the quote", about=account)


def test_finishing_twice_is_finishing_once_and_can_be_undone(cast: Cast):
    task = actions.add_task(actor=cast.olga, title="Send the quote")
    for _ in range(2):
        actions.finish_task(task, actor=cast.olga)
    (entry,) = Entry.objects.filter(verb="activities.finish_task")
    assert queries.my_tasks(cast.olga, today=organization.today()).open_count == 0
    undo(entry, actor=cast.olga)
    assert queries.my_tasks(cast.olga, today=organization.today()).open_count == 1


def test_a_task_can_be_reopened(cast: Cast):
    task = actions.add_task(actor=cast.olga, title="Send the quote")
    actions.finish_task(task, actor=cast.olga)
    actions.reopen_task(task, actor=cast.olga)
    assert Activity.objects.get().done_at is None


def test_a_note_is_not_done(cast: Cast, call):
    with pytest.raises(Refused, match="Only a task"):
        actions.finish_task(call, actor=cast.olga)


def test_editing_keeps_to_the_rules_and_can_be_undone(cast: Cast, call):
    actions.edit_activity(call, actor=cast.olga, minutes=30, outcome="no_answer")
    with pytest.raises(Refused):
        actions.edit_activity(call, actor=cast.olga, outcome="held")
    with pytest.raises(Refused, match="given to somebody else"):
        actions.edit_activity(call, actor=cast.olga, owner=cast.nora)
    undo(Entry.objects.filter(verb="activities.edit").latest("pk"), actor=cast.olga)
    call.refresh_from_db()
    assert (call.minutes, call.outcome) == (22, "reached")


def test_a_colleague_does_not_change_it(cast: Cast, call):
    with pytest.raises(Http404):
        actions.edit_activity(call, actor=cast.pia, text="x")


def test_deleting_can_be_undone(cast: Cast, account, call):
    actions.delete_activity(call, actor=cast.olga)
    assert not Activity.objects.visible_to(cast.olga).exists()
    actions.undo_last(cast.olga, Activity.objects.get())
    assert Activity.objects.visible_to(cast.olga).exists()
    with pytest.raises(Http404):
        actions.undo_last(cast.nora, Activity.objects.get())


def test_who_sees_the_record_sees_its_activities(cast: Cast, account, call):
    for person, sees in ((cast.nora, True), (cast.erin, True), (cast.omar, False), (cast.pia, False)):
        assert Activity.objects.visible_to(person).exists() is sees
        assert bool(queries.subjects(person, [call])) is sees


def test_tasks_stand_by_urgency(cast: Cast):
    today = organization.today()
    for title, days in (("late", -1), ("today", 0), ("later", 5)):
        actions.add_task(actor=cast.olga, title=title, due_on=today + timedelta(days=days))
    actions.add_task(actor=cast.olga, title="someday")
    tasks = queries.my_tasks(cast.olga, today=today)
    for group in ("late", "today", "later", "someday"):
        assert [todo.task.title for todo in getattr(tasks, group)] == [group]


def test_a_task_that_falls_due_is_announced_once_to_who_does_it(cast: Cast, account):
    today = organization.today()
    task = actions.add_task(actor=cast.olga, about=account, title="Send the quote", due_on=today)
    actions.add_task(actor=cast.olga, title="Later", due_on=today + timedelta(days=1))
    done = actions.add_task(actor=cast.omar, title="Done", due_on=today)
    actions.finish_task(done, actor=cast.omar)
    advance("notifications")
    assert [actions.announce_due(today=today, at=clock.now()) for _ in range(2)] == [1, 0]
    advance("notifications")
    [told] = Notification.objects.all()
    assert (told.person, told.about_id, told.entry.actor) == (cast.olga, task.pk, None)
    [line] = notifications(cast.olga)
    assert (line.who, line.sentence.words) == ("Tandem", "reminds you of a task")


def test_a_task_put_off_is_announced_again_on_its_new_day(cast: Cast):
    today = organization.today()
    task = actions.add_task(actor=cast.olga, title="Send the quote", due_on=today - timedelta(days=1))
    assert actions.announce_due(today=today, at=clock.now()) == 1
    actions.edit_activity(task, actor=cast.olga, due_on=today)
    assert actions.announce_due(today=today, at=clock.now()) == 1


def test_old_tasks_are_not_announced_all_at_once(cast: Cast):
    actions.add_task(actor=cast.olga, title="Long ago", due_on=organization.today() - timedelta(days=30))
    assert actions.announce_due(today=organization.today(), at=clock.now()) == 0


def test_the_worker_announces_them_every_night(cast: Cast):
    actions.add_task(actor=cast.olga, title="Send the quote", due_on=organization.today())
    look(clock.now())
    assert Entry.objects.filter(verb="activities.fell_due").count() == 1
