from importlib import import_module

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
        "collaboration.see_comment": (OWN, TEAM, ALL, ALL),
        "collaboration.comment": (OWN, OWN, OWN, OWN),
        "collaboration.edit_comment": (OWN, OWN, OWN, OWN),
        "collaboration.delete_comment": (OWN, TEAM, OWN, ALL),
        "collaboration.see_announcement": (OWN, TEAM, ALL, ALL),
        "collaboration.announce": (NONE, OWN, OWN, OWN),
        "collaboration.delete_announcement": (NONE, OWN, ALL, ALL),
        "collaboration.choose_notifications": (OWN, OWN, OWN, OWN),
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
        "collaboration.comment": "commented",
        "collaboration.edit_comment": "edited a comment",
        "collaboration.delete_comment": "deleted a comment",
        "collaboration.announce": "announced",
        "collaboration.delete_announcement": "took an announcement back",
    }

    def ready(self) -> None:
        """Load what each package declares: kinds of agreement, who is told of what, how entries read."""
        autodiscover_modules("agreements", "notices", "sentences")
        import_module("tandem.collaboration.telling")
