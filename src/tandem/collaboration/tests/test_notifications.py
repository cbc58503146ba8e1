"""Told of what happened: who may know, once, and never who did it."""

from datetime import timedelta
from decimal import Decimal
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail as outbox

from tandem.authority.models import Entry
from tandem.authority.readers import advance
from tandem.authority.sharing import share, unshare
from tandem.collaboration import actions, mail, queries
from tandem.collaboration.models import Notification
from tandem.collaboration.tests.asked import ask
from tandem.core import clock
from tandem.core.errors import NotAllowed
from tandem.customers.actions import add_account, edit_account, reassign_account
from tests.cast import Cast


def read(person):
    """Let the reader catch up; what the person reads, as (who, words, subject)."""
    advance("notifications")
    return [(line.who, line.sentence.words, line.subject) for line in queries.notifications(person)]


@pytest.fixture
def account(cast: Cast):
    account = add_account(actor=cast.olga, name="Kan-code")
    advance("notifications")
    Notification.objects.all().delete()
    return account


def test_both_sides_hear_of_each_other_and_nobody_of_themself(cast: Cast):
    agreement = ask(cast)
    assert read(cast.olga) == [("Nora North", "asked you for target", "Target Q4 2026")]
    assert queries.notifications(cast.olga)[0].detail == "€100"
    assert read(cast.nora) == []
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave in May")
    assert read(cast.nora) == [("Olga Officer", "proposed €90 instead", "Target Q4 2026")]
    assert read(cast.pia) == read(cast.erin) == []


def test_reading_the_logbook_again_tells_nothing_twice(cast: Cast):
    ask(cast)
    advance("notifications")
    entries = list(Entry.objects.all())
    from tandem.collaboration.telling import write

    write(entries)
    write(entries)
    assert Notification.objects.filter(person=cast.olga).count() == 1


def test_the_owner_hears_of_what_others_change(cast: Cast, account):
    edit_account(account, actor=cast.olga, city="Bonn")
    edit_account(account, actor=cast.nora, city="Cologne")
    assert read(cast.olga) == [("Nora North", "edited this account", "Kan-code")]
    line = queries.notifications(cast.olga)[0]
    assert line.detail == "City Bonn → Cologne"


def test_who_lost_sight_of_a_record_is_not_told(cast: Cast, account):
    reassign_account(account, actor=cast.adam, to=cast.pia)
    assert read(cast.pia) == [("Adam Administrator", "gave this account to somebody else", "Kan-code")]
    assert read(cast.olga) == []


def test_what_was_told_disappears_with_the_right_to_see_it(cast: Cast, account):
    share(account, actor=cast.olga, person=cast.pia)
    cast.pia.refresh_from_db()
    assert read(cast.pia) == [("Olga Officer", "shared this with Pia Officer", "Kan-code")]
    unshare(account, actor=cast.olga, person=cast.pia)
    cast.pia.refresh_from_db()
    assert read(cast.pia) == []


def test_a_mention_reaches_only_who_may_see_the_record(cast: Cast, account):
    said = actions.comment(
        actor=cast.nora, about=account, text="@Olga Officer and @Pia Officer, ask @erin executive about stock"
    )
    assert set(said.mentions) == {cast.olga.pk, cast.erin.pk}
    assert read(cast.erin) == [("Nora North", "commented", "Kan-code")]
    assert queries.notifications(cast.erin)[0].detail.startswith("@Olga")
    assert read(cast.pia) == []


def test_the_owner_hears_of_comments(cast: Cast, account):
    actions.comment(actor=cast.nora, about=account, text="Well done")
    assert len(read(cast.olga)) == 1


def test_an_announcement_reaches_the_teams_below(cast: Cast):
    actions.announce(actor=cast.nora, team=cast.north, title="Stock is in", text="From Monday")
    for person in (cast.olga, cast.nils, cast.otto):
        assert read(person) == [("Nora North", "announced", "Stock is in")]
    assert read(cast.pia) == []


def test_a_manager_announces_to_their_own_teams_only(cast: Cast):
    with pytest.raises(NotAllowed, match="not one of your teams"):
        actions.announce(actor=cast.nora, team=cast.south, title="Hello")


def test_a_kind_can_be_switched_off(cast: Cast):
    actions.choose_notifications(cast.olga, actor=cast.olga, kind="requests", in_app=False, by_mail=False)
    ask(cast)
    assert read(cast.olga) == []


def test_reading_marks_only_ones_own(cast: Cast):
    ask(cast)
    ask(cast, actor=cast.olga, answerer=cast.nora)
    advance("notifications")
    assert queries.unread_count(cast.olga) == 1
    assert actions.mark_read(cast.olga, at=clock.now()) == 1
    assert (queries.unread_count(cast.olga), queries.unread_count(cast.nora)) == (0, 1)


def test_one_letter_for_everything_that_waits(cast: Cast, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_HOST = "mail.example"
    settings.CSRF_TRUSTED_ORIGINS = ["https://tandem.example"]
    ask(cast)
    ask(cast, about=cast.harbor, facts={"period": "Q1 2027"})
    with django_capture_on_commit_callbacks(execute=True):
        advance("notifications")
    (letter,) = outbox.outbox
    assert letter.to == ["olga@maple.example"]
    assert letter.subject == "Nora North asked you for target · Target Q1 2027, and 1 more"
    assert "  €100\n" in letter.body
    assert "https://tandem.example/collaboration/agreements/" in letter.body
    assert mail.send_waiting.func() == 0


def test_what_one_is_asked_stands_before_what_others_answer(cast: Cast, settings):
    settings.EMAIL_HOST = "mail.example"
    ask(cast, actor=cast.erin, answerer=cast.nora)
    actions.accept(ask(cast, about=cast.harbor, facts={"period": "Q1 2027"}), actor=cast.olga)
    advance("notifications")
    mail.send_waiting.func()
    (letter,) = [letter for letter in outbox.outbox if letter.to == [cast.nora.email]]
    assert letter.subject.startswith("Erin Executive asked you for target · Target Q4 2026")
    assert letter.body.index("Olga Officer accepted") > letter.body.index("asked you")


@pytest.mark.parametrize(
    ("origins", "hosts", "https", "found"),
    [
        (["https://*.example", "https://tandem.example/"], ["a.example"], True, "https://tandem.example"),
        ([], ["localhost", ".example", "tandem.example"], True, "https://tandem.example"),
        ([], ["tandem.example"], False, ""),
        ([], ["localhost", "127.0.0.1", "[::1]"], True, ""),
    ],
)
def test_letters_lead_to_a_whole_address_or_nowhere(
    settings, origins: list[str], hosts: list[str], https: bool, found: str
):
    settings.CSRF_TRUSTED_ORIGINS, settings.ALLOWED_HOSTS, settings.TANDEM_HTTPS = origins, hosts, https
    assert mail.address() == found


def test_an_address_that_is_refused_keeps_nobody_elses_letter_back(
    cast: Cast, settings, monkeypatch: pytest.MonkeyPatch
):
    settings.EMAIL_HOST = "mail.example"
    ask(cast, actor=cast.olga, answerer=cast.nora)
    ask(cast)
    advance("notifications")
    send = outbox.EmailMessage.send

    def picky(letter: outbox.EmailMessage, *args: Any) -> int:
        if letter.to == [first.email]:
            raise SMTPRecipientsRefused({})
        return send(letter, *args)

    first, second = sorted((cast.nora, cast.olga), key=lambda person: person.pk)
    monkeypatch.setattr(outbox.EmailMessage, "send", picky)
    with pytest.raises(SMTPRecipientsRefused):
        mail.send_waiting.func()
    assert [letter.to for letter in outbox.outbox] == [[second.email]]
    monkeypatch.undo()
    assert mail.send_waiting.func() == 1


def test_without_a_mail_server_nothing_is_sent(cast: Cast, django_capture_on_commit_callbacks):
    ask(cast)
    with django_capture_on_commit_callbacks(execute=True):
        advance("notifications")
    assert outbox.outbox == []


def test_the_page_asks_as_often_for_twenty_as_for_one(cast: Cast, django_assert_max_num_queries):
    for day in range(20):
        ask(cast, at=clock.now() - timedelta(days=day))
    advance("notifications")
    cast.olga.refresh_from_db()
    with django_assert_max_num_queries(3):
        assert len(queries.notifications(cast.olga)) == 20


def test_an_entry_that_cannot_be_told_holds_up_nothing(cast: Cast, account, caplog):
    Entry.objects.create(
        at=clock.now(), verb="collaboration.edit_comment", actor=cast.nora, about="no.such", about_id=1
    )
    ask(cast)
    assert len(read(cast.olga)) == 1
    assert "nobody could be told" in caplog.text
