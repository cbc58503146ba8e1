from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class CollaborationConfig(AppConfig):
    """Agreements, comments, announcements, notifications."""

    name = "tandem.collaboration"
    label = "collaboration"

    # Who may answer an agreement is said by its scope (models/agreements.py); the grant only opens the door.
    #                                  officer manager executive administrator
    grants = {
        "collaboration.see_agreement": (OWN, TEAM, ALL, ALL),
        "collaboration.ask": (OWN, TEAM, ALL, ALL),
        "collaboration.accept": (OWN, OWN, OWN, OWN),
        "collaboration.counter": (OWN, OWN, OWN, OWN),
        "collaboration.decline": (OWN, OWN, OWN, OWN),
        "collaboration.accept_counter": (OWN, OWN, OWN, OWN),
        "collaboration.stand_firm": (OWN, OWN, OWN, OWN),
        "collaboration.withdraw": (OWN, TEAM, ALL, ALL),
        "collaboration.remind": (OWN, OWN, OWN, OWN),
        "collaboration.measure": (NONE, TEAM, ALL, ALL),
    }
    events = {
        "collaboration.ask": "asked",
        "collaboration.accept": "accepted",
        "collaboration.counter": "made a counter-proposal",
        "collaboration.decline": "declined",
        "collaboration.accept_counter": "accepted the counter-proposal",
        "collaboration.stand_firm": "stood firm",
        "collaboration.withdraw": "withdrew the request",
        "collaboration.remind": "sent a reminder",
        "collaboration.measure": "measured the outcome",
    }

    def ready(self) -> None:
        """Load each package's `agreements.py`, which declares the kinds it asks and what follows an answer."""
        autodiscover_modules("agreements")
