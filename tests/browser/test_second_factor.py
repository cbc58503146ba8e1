"""Signing in with more than a password: an authenticator app, its recovery codes, a passkey."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from typing import TYPE_CHECKING, Any

import pytest

from tandem.people.models import Person
from tests.cast import make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PASSWORD = "harbor-lantern-42"
PASSKEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True,
}  # fmt: skip


@pytest.fixture
def olga(transactional_db: None) -> Person:
    person = make_cast().olga
    person.set_password(PASSWORD)
    person.save()
    return person


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counted = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counted, "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def say_password(page: Page, person: Person) -> None:
    """Type address and password on the first page."""
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_label("Email").fill(str(person.email))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^Sign in(?! with)")).click()


def test_an_app_and_a_passkey_are_set_up_in_settings_and_asked_for(olga: Person, page: Page) -> None:
    browser: Any = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    say_password(page, olga)
    page.wait_for_url("**/today/")

    page.goto("/people/me/")
    page.get_by_role("link", name="Second factor and passkeys").click()
    page.get_by_role("link", name="Set up the app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Key, to type instead of scanning").input_value()
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    recovery = page.get_by_label("Unused codes").input_value().split()
    assert len(recovery) == 10

    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("link", name="Your keys").click()
    page.get_by_role("link", name="Rename Laptop").click()
    page.get_by_label("Name").fill("Notebook")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("never used").wait_for()

    say_password(page, olga)
    page.get_by_role("textbox", name="Code").fill(recovery[0])
    page.get_by_role("button", name=re.compile("^Sign in$", re.I)).click()
    page.wait_for_url("**/today/")

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/today/")

    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove Notebook").click()
    page.get_by_role("link", name="Use a security key").click()
    page.get_by_role("button", name="Use a key").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("None yet.").wait_for()
