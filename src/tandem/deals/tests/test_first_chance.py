"""The chance of a first deal, when nothing was decided yet."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.test import Client
from django.urls import reverse

from tandem.deals import actions
from tandem.deals.models import WinChance
from tandem.deals.tests import make
from tests.cast import Cast


def test_the_first_deal_is_told_by_the_prior_and_says_so(cast: Cast, client: Client, settings):
    settings.TANDEM_TODAY = "2026-03-16"
    make.sales(cast)
    deal = make.deal(cast.olga)
    fitted = actions.fit_chances(today=date(2026, 3, 16), at=datetime(2026, 3, 16, 12, tzinfo=UTC))
    assert (fitted.kind, fitted.decided, fitted.rests_on_prior) == ("prior", 0, 1.0)
    assert WinChance.objects.get(deal=deal).percent == 30
    client.force_login(cast.olga)
    assert "mostly a guess" in client.get(reverse("deals:chance", args=[deal.pk])).content.decode()
