"""The pages: whole without JavaScript, fragments for htmx, and nothing of what is not one's own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority import organization
from tandem.authority.models import Delegation, Share
from tandem.authority.readers import advance
from tandem.collaboration import actions
from tandem.collaboration.models import Agreement, Announcement, Comment, Notification
from tandem.collaboration.tests.asked import ask
from tandem.core import clock
from tandem.customers.actions import add_account
from tests.cast import Cast

HTMX = {"headers": {"HX-Request": "true"}}


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args, **query) -> str:
    found = reverse(f"collaboration:{name}", args=args)
    return f"{found}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else found


@pytest.fixture
def account(cast: Cast):
    return add_account(actor=cast.olga, name="Kan-code")


@pytest.mark.parametrize(
    "name", ["waiting", "waiting-panel", "notifications", "notifications-panel", "announcements",
             "announcements-panel", "delegate", "preferences"]
)  # fmt: skip
def test_every_page_renders_empty_for_everybody(cast: Cast, name: str):
    for person in (cast.olga, cast.nora, cast.erin, cast.adam):
        assert sign_in(person).get(url(name)).status_code == 200
        assert sign_in(person).get(url(name), **HTMX).status_code == 200


def test_the_officer_accepts_with_a_plain_form(cast: Cast):
    agreement = ask(cast, reason="A good quarter")
    client = sign_in(cast.olga)
    page = client.get(url("waiting")).content.decode()
    assert "Target Q4 2026" in page
    assert "A good quarter" in page
    assert "btn-secondary" in page
    answer = client.post(url("accept", agreement.pk), {"seen": 1, "next": url("waiting")})
    assert (answer.status_code, answer["Location"]) == (303, url("waiting"))
    assert Agreement.objects.get().state == "accepted"


def test_an_answer_by_htmx_lets_the_panels_refresh(cast: Cast):
    agreement = ask(cast)
    answer = sign_in(cast.olga).post(url("accept", agreement.pk), **HTMX)
    assert answer.status_code == 204
    assert "collaboration:changed" in answer["HX-Trigger"]


def test_a_redirect_never_leaves_the_house(cast: Cast):
    agreement = ask(cast)
    answer = sign_in(cast.olga).post(url("accept", agreement.pk), {"next": "https://evil.example/"})
    assert answer["Location"] == url("waiting")


def test_a_reason_is_told_of_who_gave_it_before_and_after_it_is_decided(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave in May")
    words = "Olga: “Leave in May”"
    assert words in sign_in(cast.nora).get(url("waiting")).content.decode()
    actions.accept_counter(agreement, actor=cast.nora)
    for person in (cast.nora, cast.olga):
        assert words in sign_in(person).get(url("waiting", show="closed")).content.decode()


def test_what_was_settled_last_comes_first_for_both_sides_and_who_settled_it(cast: Cast):
    first, second = ask(cast), ask(cast)
    actions.accept(second, actor=cast.olga)
    today = organization.today()
    Delegation.objects.create(giver=cast.olga, deputy=cast.omar, since=today, until=today)
    cast.omar.stands_in = True
    cast.omar.save(update_fields=["stands_in"])
    actions.accept(first, actor=cast.omar)
    for person, found in ((cast.nora, [first, second]), (cast.olga, [first, second]), (cast.omar, [first])):
        shown = sign_in(person).get(url("waiting", show="closed")).context["items"]
        assert [item.agreement for item in shown] == found


def test_a_counter_proposal_without_reason_shows_the_form_again(cast: Cast):
    agreement = ask(cast)
    client = sign_in(cast.olga)
    assert client.get(url("counter", agreement.pk), **HTMX).status_code == 200
    answer = client.post(url("counter", agreement.pk), {"figure": "90"})
    assert answer.status_code == 422
    same = client.post(url("counter", agreement.pk), {"figure": "100", "reason": "Because"})
    assert same.status_code == 422
    assert "already proposed" in same.content.decode() or "another figure" in same.content.decode()
    assert client.post(url("counter", agreement.pk), {"figure": "90", "reason": "Leave"}).status_code == 303
    manager = sign_in(cast.nora).get(url("waiting")).content.decode()
    assert "€90" in manager
    assert "instead of €100" in manager


def test_who_was_first_is_named_to_the_second(cast: Cast):
    agreement = ask(cast)
    actions.accept(agreement, actor=cast.olga)
    answer = sign_in(cast.olga).post(url("decline", agreement.pk), {"reason": "No"})
    assert answer.status_code == 409
    assert "Olga Officer accepted this" in answer.content.decode()


def test_the_history_shows_every_version_and_both_signatures(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave in May")
    actions.accept_counter(agreement, actor=cast.nora)
    page = sign_in(cast.olga).get(url("agreement", agreement.pk)).content.decode()
    for words in ("€100", "€90", "Leave in May", "Signed by Nora North", "Signed by Olga Officer"):
        assert words in page


@pytest.mark.parametrize(
    ("name", "method"),
    [("agreement", "get"), ("accept", "post"), ("counter", "get"), ("decline", "get"), ("withdraw", "post"),
     ("stand-firm", "get"), ("accept-counter", "post"), ("remind", "post")],
)  # fmt: skip
def test_a_stranger_finds_nothing(cast: Cast, name: str, method: str):
    agreement = ask(cast)
    assert getattr(sign_in(cast.pia), method)(url(name, agreement.pk)).status_code == 404


def test_what_waits_about_a_record_shows_on_it(cast: Cast, account):
    ask(cast, actor=cast.olga, answerer=cast.nora, about=account)
    where = url("about", about="customers.account", id=account.pk)
    page = sign_in(cast.olga).get(where, **HTMX).content.decode()
    assert "waits for Nora North" in page
    assert "Nora’s move" in page
    assert sign_in(cast.pia).get(where).status_code == 404
    assert sign_in(cast.olga).get(url("about", about="people.person", id=cast.olga.pk)).status_code == 404
    assert sign_in(cast.olga).get(url("about", about="no.such", id=1)).status_code == 404


def test_reminding_and_withdrawing(cast: Cast):
    agreement = ask(cast, at=clock.now() - timedelta(days=2))
    client = sign_in(cast.nora)
    assert "Remind" in client.get(url("waiting", show="asked")).content.decode()
    assert client.post(url("remind", agreement.pk)).status_code == 303
    assert client.post(url("withdraw", agreement.pk)).status_code == 303
    assert "Withdrawn" in client.get(url("waiting", show="closed")).content.decode()


def test_notifications_are_read_and_chosen(cast: Cast, settings):
    settings.EMAIL_HOST = "mail.example"
    ask(cast)
    advance("notifications")
    client = sign_in(cast.olga)
    page = client.get(url("notifications")).content.decode()
    assert "1 unread" in page
    assert 'aria-label="Notifications, 1 unread"' in page
    note = Notification.objects.get(person=cast.olga)
    followed = client.get(url("follow", note.pk))
    assert followed["Location"] == url("agreement", note.about_id)
    note.refresh_from_db()
    assert note.read_at is not None
    assert sign_in(cast.nora).get(url("follow", note.pk)).status_code == 404
    assert client.post(url("read")).status_code == 303
    assert client.post(url("preferences"), {"requests-app": "on"}).status_code == 303
    assert not actions_choice(cast.olga, "requests").by_mail


def actions_choice(person, kind):
    from tandem.collaboration import queries

    return next(choice for choice in queries.choices(person) if choice.key == kind)


def test_comments_are_written_changed_and_deleted(cast: Cast, account):
    client = sign_in(cast.olga)
    about = {"about": "customers.account", "id": account.pk}
    assert client.get(url("comment", **about)).status_code == 200
    assert client.post(url("comment"), {**about, "text": " "}).status_code == 422
    client.post(url("comment"), {**about, "text": "Ask @Nora North"})
    row = Comment.objects.get()
    assert row.mentions == [cast.nora.pk]
    assert client.get(url("edit-comment", row.pk)).status_code == 200
    client.post(url("edit-comment", row.pk), {"text": "Done"})
    assert sign_in(cast.pia).post(url("delete-comment", row.pk)).status_code == 404
    client.post(url("delete-comment", row.pk))
    row.refresh_from_db()
    assert row.deleted_at is not None
    assert client.post(url("undo", "collaboration.comment", row.pk)).status_code == 303
    row.refresh_from_db()
    assert (row.deleted_at, row.text) == (None, "Done")


def test_only_who_may_see_the_record_can_be_mentioned(cast: Cast, account):
    def found(text):
        about = url("people", about="customers.account", id=account.pk, q=text)
        return [row["text"] for row in sign_in(cast.olga).get(about).json()["results"]]

    assert found("nora") == ["Nora North"]
    assert found("pia") == []
    assert found("") == []


def test_a_record_is_shared_and_not_any_more(cast: Cast, account):
    client = sign_in(cast.nora)
    about = {"about": "customers.account", "id": account.pk}
    assert client.get(url("share", **about)).status_code == 200
    assert client.post(url("share"), {**about, "person": cast.nora.pk, "to_work": "see"}).status_code == 422
    assert client.post(url("share"), {**about, "person": cast.pia.pk, "to_work": "work"}).status_code == 303
    assert sign_in(cast.pia).get(url("share", **about)).status_code == 200
    share = Share.objects.get()
    assert client.post(url("stop-sharing"), {**about, "share": share.pk}).status_code == 303
    assert sign_in(cast.pia).get(url("share", **about)).status_code == 404


def test_decisions_are_delegated_and_taken_back(cast: Cast):
    client = sign_in(cast.nora)
    today = organization.today()
    days = {"since": today, "until": today + timedelta(days=3)}
    assert client.post(url("delegate"), {"deputy": cast.olga.pk, **days}).status_code == 422
    assert client.post(url("delegate"), {"deputy": cast.sam.pk, **days}).status_code == 303
    assert "You decide for" in sign_in(cast.sam).get(url("delegate")).content.decode()
    delegation = Delegation.objects.get()
    assert sign_in(cast.olga).post(url("end-delegation", delegation.pk)).status_code == 404
    assert client.post(url("end-delegation", delegation.pk)).status_code == 303
    assert not Delegation.objects.exists()


def test_a_deputy_reads_for_whom_they_answer(cast: Cast):
    ask(cast, actor=cast.olga, answerer=cast.nora)
    Delegation.objects.create(
        giver=cast.nora, deputy=cast.sam, since=organization.today(), until=organization.today()
    )
    cast.sam.stands_in = True
    cast.sam.save(update_fields=["stands_in"])
    assert "For Nora North." in sign_in(cast.sam).get(url("waiting")).content.decode()


def test_announcements_stay_in_the_team(cast: Cast):
    client = sign_in(cast.nora)
    assert sign_in(cast.olga).post(url("announce"), {"team": cast.north.pk, "title": "x"}).status_code in (
        403,
        422,
    )
    assert client.post(url("announce"), {"team": cast.north.pk, "title": "Stock is in"}).status_code == 303
    assert "Stock is in" in sign_in(cast.otto).get(url("announcements")).content.decode()
    assert "Stock is in" not in sign_in(cast.pia).get(url("announcements")).content.decode()
    row = Announcement.objects.get()
    assert sign_in(cast.olga).post(url("delete-announcement", row.pk)).status_code == 403
    assert client.post(url("delete-announcement", row.pk)).status_code == 303


def test_the_list_asks_as_often_for_twenty_as_for_one(cast: Cast, django_assert_max_num_queries):
    for _ in range(20):
        ask(cast)
    client = sign_in(cast.olga)
    client.get(url("waiting"))
    with django_assert_max_num_queries(9):
        client.get(url("waiting"))
