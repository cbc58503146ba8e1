"""Times are written and typed by the clock of whoever reads; the days of results stay the organization's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tandem.activities.models import Activity
from tandem.customers.actions import add_account
from tandem.customers.models import Account
from tests.cast import Cast

MADE = datetime(2026, 1, 14, 23, 30, tzinfo=UTC)


def page(person: object, address: str) -> str:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    answer = client.get(address)
    return b"".join(answer).decode()  # a file comes in pieces


@pytest.fixture
def far(cast: Cast) -> Cast:
    """Erin reads in New York; everybody else as the organization, in Berlin."""
    cast.erin.time_zone = "America/New_York"
    cast.erin.save()
    add_account(actor=cast.olga, name="Acorn", at=MADE)
    return cast


def test_the_audit_log_tells_the_readers_time(far: Cast):
    assert "15 Jan 2026, 00:30" in page(far.adam, reverse("authority:audit"))
    far.adam.time_zone = "America/New_York"
    far.adam.save()
    assert "14 Jan 2026, 18:30" in page(far.adam, reverse("authority:audit"))


def test_a_file_tells_the_readers_time_though_its_lines_are_written_after_the_request(far: Cast):
    address = f"{reverse('customers:accounts')}?cols=created_at&export=csv"
    assert "2026-01-15 00:30:00+01:00" in page(far.olga, address)
    assert "2026-01-14 18:30:00-05:00" in page(far.erin, address)


def test_a_typed_time_is_the_typers(far: Cast):
    client = Client()
    client.force_login(far.erin)
    acorn = Account.objects.get(name="Acorn")
    typed = {"kind": "call", "text": "Spoke", "call_outcome": "reached", "happened_at": "2026-01-14T09:00"}
    client.post(reverse("activities:log"), {**typed, "record": f"customers.account:{acorn.pk}"})
    assert Activity.objects.get(text="Spoke").at == datetime(2026, 1, 14, 14, tzinfo=UTC)
