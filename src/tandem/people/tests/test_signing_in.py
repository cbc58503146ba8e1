"""The pages of signing in: each opens, speaks as the rest of Tandem does, and what it changes is written down."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.authority.sentences import tell
from tandem.core.models import Shared
from tandem.people.models import Person
from tests.cast import Cast

OLD, NEW = "harbor-lantern-42", "meadow-compass-77"
KEY = {
    "name": "Laptop",
    "credential": {
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {},
        "type": "public-key",
    },
}
LIBRARYS_WORDS = (
    "Two-Factor",
    "Authenticator App",
    "Security Key",
    "Are you sure",
    "contact us",
    "Successfully",
)


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def olga(cast: Cast) -> Person:
    cast.olga.set_password(OLD)
    cast.olga.save()
    return cast.olga


@pytest.fixture
def signed_in(olga: Person, client: Client) -> Client:
    answer = client.post(reverse("account_login"), {"login": olga.email, "password": OLD})
    assert answer.status_code == 302
    assert client.post(reverse("account_reauthenticate"), {"password": OLD}).status_code == 302
    return client


def key_of(person: Person) -> Authenticator:
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=KEY)


def speaks_our_words(answer) -> str:
    assert answer.status_code == 200
    html = answer.content.decode()
    assert not [words for words in LIBRARYS_WORDS if words in html]
    return html


@pytest.mark.parametrize("name", ["index", "activate_totp", "add_webauthn", "list_webauthn"])
def test_pages_of_the_second_factor_without_one(signed_in: Client, name: str):
    speaks_our_words(signed_in.get(reverse(f"mfa_{name}")))


@pytest.mark.parametrize(
    "name", ["index", "view_recovery_codes", "generate_recovery_codes", "list_webauthn", "edit_webauthn",
             "remove_webauthn"],
)  # fmt: skip
def test_pages_of_the_second_factor_with_a_key(signed_in: Client, olga: Person, name: str):
    key = key_of(olga)
    RecoveryCodes.activate(olga)
    about = [key.pk] if name in ("edit_webauthn", "remove_webauthn") else []
    html = speaks_our_words(signed_in.get(reverse(f"mfa_{name}", args=about)))
    assert ("Laptop" in html) is (name in ("list_webauthn", "edit_webauthn", "remove_webauthn"))


def test_pages_of_the_password(signed_in: Client):
    for name in ("account_change_password", "account_logout"):
        speaks_our_words(signed_in.get(reverse(name)))


def test_pages_of_who_is_not_signed_in(client: Client, olga: Person):
    for name in (
        "account_reset_password",
        "account_reset_password_done",
        "account_signup",
        "account_inactive",
    ):
        speaks_our_words(client.get(reverse(name)))
    gone = reverse("account_reset_password_from_key", kwargs={"uidb36": "zz", "key": "1-2"})
    assert "does not work any more" in speaks_our_words(client.get(gone))


def test_a_second_factor_is_asked_for_at_sign_in_and_before_it_is_changed(olga: Person, client: Client):
    TOTP.activate(olga, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(olga).get_unused_codes()
    answer = client.post(reverse("account_login"), {"login": olga.email, "password": OLD}, follow=True)
    assert "recovery codes" in speaks_our_words(answer)
    assert client.get(reverse("mfa_index")).status_code == 302
    answer = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert answer.status_code == 302
    assert "Is it still you?" in speaks_our_words(client.get(reverse("mfa_add_webauthn"), follow=True))
    for name in ("account_reauthenticate", "mfa_reauthenticate"):
        assert "Is it still you?" in speaks_our_words(client.get(reverse(name)))


def change(client: Client) -> None:
    values = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), values).status_code == 302


def test_a_changed_password_is_written_down_and_told(signed_in: Client, olga: Person):
    change(signed_in)
    olga.refresh_from_db()
    assert olga.check_password(NEW)
    entry = Entry.objects.get(verb="people.change_signing_in")
    assert (entry.actor, entry.about_id, entry.facts) == (olga, olga.pk, {"change": "password changed"})
    [told] = tell([entry]).values()
    assert (told.words, told.detail) == ("changed how they sign in", "password changed")
    [letter] = mail.outbox
    assert letter.to == [olga.email]
    assert "password changed" in letter.subject
    assert NEW not in letter.body


def test_a_mail_server_that_is_away_undoes_nothing(signed_in: Client, olga: Person, monkeypatch):
    def away(*args: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    change(signed_in)
    olga.refresh_from_db()
    assert olga.check_password(NEW)
    assert Entry.objects.filter(verb="people.change_signing_in").exists()


def test_a_key_that_is_removed_is_written_down(signed_in: Client, olga: Person):
    key = key_of(olga)
    assert signed_in.post(reverse("mfa_remove_webauthn", args=[key.pk])).url == reverse("mfa_list_webauthn")
    assert Entry.objects.get(verb="people.change_signing_in").facts == {"change": "key removed"}
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client: Client, olga: Person):
    told = "This address and this password do not belong together. Try again, or press “Forgot it?”."
    for address in (olga.email, "nobody@maple.example"):
        answer = client.post(reverse("account_login"), {"login": address, "password": "wrong"})
        assert told in answer.content.decode()


def test_who_tries_too_often_is_told(client: Client, olga: Person):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": olga.email, "password": "wrong"})
    html = client.post(reverse("account_login"), {"login": olga.email, "password": OLD}).content.decode()
    assert "Too many failed attempts to sign in. Wait five minutes, then try again." in html
    assert Shared.objects.exists()  # where every process of the server counts
    answers = [client.post(reverse("account_reset_password"), {"email": olga.email}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "300"
    assert "Wait a few minutes" in answers[-1].content.decode()


def test_somebody_elses_key_is_not_there(signed_in: Client, cast: Cast):
    key = key_of(cast.omar)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert signed_in.get(reverse(name, args=[key.pk])).status_code == 404


def test_a_forgotten_password(client: Client, olga: Person):
    client.post(reverse("account_reset_password"), {"email": olga.email})
    [letter] = mail.outbox
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    page = client.get(link, follow=True)
    assert "Choose a password" in speaks_our_words(page)
    done = client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is set" in speaks_our_words(done)
    olga.refresh_from_db()
    assert olga.check_password(NEW)
    assert Entry.objects.get(verb="people.change_signing_in").facts == {"change": "password reset by a link"}


def test_an_address_is_not_changed_past_the_logbook(signed_in: Client, olga: Person):
    for path in ("/account/email/", "/account/confirm-email/", "/account/confirm-email/abc/"):
        answer = signed_in.post(path, {"email": "other@maple.example", "action_add": ""})
        assert answer.status_code == 302
        assert answer.url == reverse("people:profile")
    olga.refresh_from_db()
    assert olga.email != "other@maple.example"


def test_an_administrator_takes_a_lost_second_factor_away(client: Client, cast: Cast, olga: Person):
    client.force_login(cast.adam)
    person, page = (
        reverse("people:person", args=[olga.pk]),
        reverse("people:person_second_factor", args=[olga.pk]),
    )
    assert page not in client.get(person).content.decode()
    TOTP.activate(olga, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(olga)
    assert page in client.get(person).content.decode()
    assert "Make sure that it is Olga Officer who asks" in client.get(page).content.decode()
    assert Authenticator.objects.count() == 2
    for _ in range(2):  # the second time there is nothing left to take
        assert client.post(page).status_code == 303
    assert not Authenticator.objects.exists()
    entry = Entry.objects.get(verb="people.reset_second_factor")
    assert (entry.actor, entry.about_id) == (cast.adam, olga.pk)
    client.logout()
    answer = client.post(reverse("account_login"), {"login": olga.email, "password": OLD})
    assert answer.url == reverse("workspace:home")


def test_nobody_else_takes_it_away(client: Client, cast: Cast, olga: Person):
    TOTP.activate(olga, "JBSWY3DPEHPK3PXP")
    page = reverse("people:person_second_factor", args=[olga.pk])
    for person in (cast.nora, cast.erin, cast.omar, olga):
        client.force_login(person)
        assert client.post(page).status_code in (403, 404)
    assert Authenticator.objects.exists()
