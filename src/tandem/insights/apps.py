from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, TEAM


class InsightsConfig(AppConfig):
    """Outlooks on bookings by team, product and region."""

    name = "tandem.insights"
    label = "insights"

    #                          officer manager executive administrator
    grants = {"insights.see": (NONE, TEAM, ALL, NONE)}
    events: dict[str, str] = {}
