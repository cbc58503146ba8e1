"""People and teams over the API: the same calls as the pages make."""

from tandem.people.api import absences, own, persons, teams
from tandem.people.api.common import PersonRef, TeamRef, router

__all__ = ["PersonRef", "TeamRef", "absences", "own", "persons", "router", "teams"]
