from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class GoalsConfig(AppConfig):
    """Target plans, breakdown, publishing, attainment."""

    name = "tandem.goals"
    label = "goals"

    #                       officer manager executive administrator
    grants = {
        "goals.see": (OWN, TEAM, ALL, ALL),
        "goals.open_plan": (NONE, TEAM, ALL, NONE),
        "goals.break_down": (NONE, TEAM, ALL, NONE),
        "goals.limit": (NONE, TEAM, ALL, NONE),
        "goals.fix": (NONE, TEAM, ALL, NONE),
        "goals.keep": (NONE, TEAM, ALL, NONE),
        "goals.publish": (NONE, TEAM, ALL, NONE),
        "goals.revise": (NONE, TEAM, ALL, NONE),
        "goals.drop_plan": (NONE, TEAM, ALL, NONE),
    }
    # By how many percent a target may be revised in mid-period without asking the next person up.
    limits = {"goals.revise": (0, 10, None, 0)}
    limit_words = {"goals.revise": ("Revise a published target", "by its change, in percent")}
    events = {
        "goals.open_plan": "opened a target plan",
        "goals.break_down": "changed the breakdown",
        "goals.limit": "changed a limit across teams",
        "goals.fix": "put targets right",
        "goals.keep": "kept a target outside the band",
        "goals.publish": "published targets",
        "goals.revise": "revised a target",
        "goals.drop_plan": "dropped a draft plan",
        "goals.settle": "settled a target",
    }
    decisions = ("goals.revise",)

    def ready(self) -> None:
        from tandem.goals import reactions  # noqa: F401  registers the reader of the logbook
