from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class DealsConfig(AppConfig):
    """Pipelines, stages, deals."""

    name = "tandem.deals"
    label = "deals"

    imports = ["tandem.deals.imports.DEALS"]

    #                         officer manager executive administrator
    grants = {
        "deals.see": (OWN, TEAM, ALL, ALL),
        "deals.open": (OWN, TEAM, NONE, ALL),
        "deals.import": (OWN, TEAM, NONE, ALL),
        "deals.edit": (OWN, TEAM, NONE, ALL),
        "deals.next_step": (OWN, TEAM, NONE, ALL),
        "deals.move": (OWN, TEAM, NONE, ALL),
        "deals.change_pipeline": (OWN, TEAM, NONE, ALL),
        "deals.win": (OWN, TEAM, NONE, ALL),
        "deals.lose": (OWN, TEAM, NONE, ALL),
        "deals.reopen": (OWN, TEAM, NONE, ALL),
        "deals.reassign": (NONE, TEAM, NONE, ALL),
        "deals.delete": (OWN, TEAM, NONE, ALL),
        "deals.restore": (OWN, TEAM, NONE, ALL),
        "deals.lines": (OWN, TEAM, NONE, ALL),
        "deals.stakeholders": (OWN, TEAM, NONE, ALL),
        "deals.estimate": (OWN, TEAM, NONE, NONE),
        "deals.estimates": (OWN, TEAM, ALL, NONE),
        "deals.configure": (NONE, NONE, NONE, ALL),
    }
    events = {
        "deals.open": "opened this deal",
        "deals.import": "imported this deal",
        "deals.edit": "edited this deal",
        "deals.next_step": "set the next step",
        "deals.move": "moved this deal to another stage",
        "deals.change_pipeline": "moved this deal to another pipeline",
        "deals.win": "won this deal",
        "deals.lose": "lost this deal",
        "deals.reopen": "reopened this deal",
        "deals.reassign": "gave this deal to somebody else",
        "deals.delete": "deleted this deal",
        "deals.restore": "brought this deal back",
        "deals.lines": "changed the products of this deal",
        "deals.stakeholders": "changed the stakeholders of this deal",
        "deals.estimate": "estimated the chance of this deal",
        "deals.configure": "changed the pipelines",
    }
    # The amount, in the organization's currency, up to which a role wins a deal without asking. None: any amount.
    limits = {"deals.win": (None, None, None, None)}
    limit_words = {"deals.win": ("Win a deal", "by its amount, in the organization’s currency")}
    decisions = ("deals.reopen", "deals.reassign")
    hand_over = "tandem.deals.actions.hand_over"

    def ready(self) -> None:
        from tandem.core.rates import books
        from tandem.deals import reactions  # noqa: F401  registers the reader of the logbook
        from tandem.deals.models import Deal

        books(lambda: Deal.objects.won().filter(deleted_at=None).exists())
