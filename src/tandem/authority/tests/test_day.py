"""Which day a request has: the organization's, wherever the server stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tandem.core import clock
from tests.cast import Cast


class Evening(datetime):
    """Half past eleven at night in London; in Berlin and Auckland the next day has begun."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 11, 25, 23, 30, tzinfo=UTC).astimezone(tz)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", 25), ("Europe/Berlin", 26), ("America/New_York", 25), ("Pacific/Auckland", 26)],
)
def test_today_is_the_day_of_the_organization(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, zone: str, day: int
):
    cast.organization.time_zone = zone
    cast.organization.save()
    monkeypatch.setattr(clock, "datetime", Evening)
    client = Client()
    client.force_login(cast.olga)
    answer = client.get("/today/")
    assert answer.wsgi_request.today == date(2026, 11, day)


def test_as_of_a_past_day_every_moment_falls_on_it(settings):
    settings.TANDEM_TODAY = "2017-10-02"
    first, second = clock.now(), clock.now()
    assert first <= second
    for zone in ("UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo"):
        assert clock.day_of(first, zone) == date(2017, 10, 2)
