from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class PeopleConfig(AppConfig):
    """Persons, teams, memberships, sign-in."""

    name = "tandem.people"
    label = "people"

    imports = ["tandem.people.imports.PEOPLE"]

    #                        officer manager executive administrator
    grants = {
        "people.see": (TEAM, TEAM, ALL, ALL),
        "people.add": (NONE, NONE, NONE, ALL),
        "people.edit": (OWN, OWN, OWN, ALL),
        "people.invite": (NONE, NONE, NONE, ALL),
        "people.move": (NONE, NONE, NONE, ALL),
        "people.deactivate": (NONE, NONE, NONE, ALL),
        "people.reactivate": (NONE, NONE, NONE, ALL),
        "people.change_role": (NONE, NONE, NONE, ALL),
        "people.shape_teams": (NONE, NONE, NONE, ALL),
        "people.make_token": (OWN, OWN, OWN, OWN),
        "people.change_signing_in": (OWN, OWN, OWN, OWN),
        "people.reset_second_factor": (NONE, NONE, NONE, ALL),
        "people.see_absences": (OWN, TEAM, ALL, ALL),
        "people.record_absence": (OWN, TEAM, OWN, ALL),
        "people.edit_absence": (OWN, TEAM, OWN, ALL),
        "people.withdraw_absence": (OWN, TEAM, OWN, ALL),
    }
    events = {
        "people.add": "added a person",
        "people.edit": "edited a person",
        "people.invite": "invited a person to sign in",
        "people.move": "moved a person to another team",
        "people.deactivate": "deactivated a person",
        "people.reactivate": "reactivated a person",
        "people.change_role": "changed a person's role",
        "people.shape_teams": "changed the teams",
        "people.make_token": "changed an access token",
        "people.change_signing_in": "changed how they sign in",
        "people.reset_second_factor": "took a person's second factor away",
        "people.record_absence": "wrote down an absence",
        "people.edit_absence": "changed an absence",
        "people.withdraw_absence": "withdrew an absence",
    }
