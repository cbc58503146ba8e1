"""Asking for a call: who leads the team asks, whoever has not handed up does, from the page or as their deals stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from tandem.authority import organization
from tandem.collaboration.kinds import Kind, kind
from tandem.collaboration.models import Agreement
from tandem.core.clock import day_of
from tandem.forecasts.actions.calls import KIND, call
from tandem.forecasts.models import Call, Forecast
from tandem.forecasts.queries.prefill import prefill
from tandem.people.models import Person


@kind(KIND)
class CallAgreement(Kind):
    """Answered by handing up: on the page of the forecast, or here as the deals stand now."""

    name = "call"
    asks = "for a call"
    accept_label = "Hand up as the deals stand"
    may_counter = False
    may_decline = False

    def title(self, agreement: Agreement) -> str:
        return f"{agreement.facts['period']} call"

    def subject(self, agreement: Agreement) -> str:
        return str(agreement.facts.get("whose", ""))

    def summary(self, agreement: Agreement) -> str:
        return f"Due {agreement.facts['due']}"

    def figure_text(self, agreement: Agreement, figure: Decimal | None) -> str:
        return ""

    def link(self, agreement: Agreement) -> str:
        asked = {"period": agreement.facts["key"]}
        if agreement.facts.get("team"):
            asked["team"] = agreement.facts["team"]
        return f"{reverse('forecasts:index')}?{urlencode(asked)}"

    def prepare(self, agreements: Sequence[Agreement]) -> None:
        """The words need nothing but the facts."""

    def on_accept(self, agreement: Agreement, *, actor: Person, at: datetime) -> None:
        """Hand up what the deals say, unless the call that answers this was just made."""
        forecast = Forecast.objects.select_related("person", "home").get(pk=agreement.about_id)
        seat = None if forecast.person_id else forecast.home_id
        if Call.objects.filter(forecast=forecast, seat=seat, at__gte=agreement.asked_at).exists():
            return
        today = day_of(at, organization.current().time_zone)
        begins = prefill(forecast.person, forecast.home, forecast.period(organization.calendar()), today)
        call(forecast, actor=actor, at=at, likely=begins.likely, commit=begins.commit, best=begins.best)
