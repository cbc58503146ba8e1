"""Who is told of calls: an officer when somebody above counts another figure than theirs."""

from __future__ import annotations

from tandem.authority.models import Entry
from tandem.collaboration.notices import Told, notice
from tandem.forecasts.models import Forecast


@notice("forecasts.override", kind="changes")
def overridden(entry: Entry) -> Told:
    """Whose call it was."""
    forecast = Forecast.objects.select_related("person", "home__manager").filter(pk=entry.about_id).first()
    if forecast is None:
        return Told(())
    return Told([forecast.person_id or forecast.home.manager_id])


@notice("forecasts.call", "forecasts.snapshot", "forecasts.score", "forecasts.configure", kind="changes")
def nobody(entry: Entry) -> Told:
    """What stands on the page anyway is not news."""
    return Told(())
