from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class ActivitiesConfig(AppConfig):
    """Notes, tasks, calls, meetings, e-mail, and the timeline."""

    name = "tandem.activities"
    label = "activities"

    #                             officer manager executive administrator
    grants = {
        "activities.see": (OWN, TEAM, ALL, ALL),
        "activities.log": (OWN, TEAM, OWN, NONE),
        "activities.add_task": (OWN, TEAM, OWN, NONE),
        "activities.finish_task": (OWN, TEAM, OWN, ALL),
        "activities.reopen_task": (OWN, TEAM, OWN, ALL),
        "activities.edit": (OWN, TEAM, OWN, ALL),
        "activities.delete": (OWN, TEAM, OWN, ALL),
    }
    events = {
        "activities.log": "logged an activity",
        "activities.add_task": "added a task",
        "activities.finish_task": "finished a task",
        "activities.fell_due": "reminds you of a task",
        "activities.reopen_task": "reopened a task",
        "activities.edit": "edited an activity",
        "activities.delete": "deleted an activity",
    }
