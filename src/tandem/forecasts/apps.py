from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class ForecastsConfig(AppConfig):
    """Calls, snapshots, waterfall, accuracy."""

    name = "tandem.forecasts"
    label = "forecasts"

    #                              officer manager executive administrator
    grants = {
        "forecasts.see": (OWN, TEAM, ALL, ALL),
        "forecasts.call": (OWN, TEAM, ALL, NONE),
        "forecasts.override": (NONE, TEAM, ALL, NONE),
        "forecasts.snapshot": (NONE, TEAM, ALL, ALL),
        "forecasts.configure": (NONE, NONE, ALL, ALL),
    }
    events = {
        "forecasts.call": "handed up a call",
        "forecasts.override": "made a call of their own",
        "forecasts.snapshot": "took a snapshot of the pipeline",
        "forecasts.score": "scored the forecasts of a period",
        "forecasts.configure": "changed the rhythm of the forecast",
    }
