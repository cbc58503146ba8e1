"""The first page of a fresh Tandem, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_somebody_who_is_not_signed_in_is_asked_to(page: Page) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").or_(page.get_by_label("Email")).first.wait_for()
    assert "sign" in page.title().lower()
