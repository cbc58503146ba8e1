from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class AuthorityConfig(AppConfig):
    """Who may do what to whose work, and the logbook of what was done."""

    name = "tandem.authority"
    label = "authority"

    #                              officer manager executive administrator
    grants = {
        "authority.audit": (NONE, NONE, ALL, ALL),
        "authority.share": (OWN, TEAM, NONE, ALL),
        "authority.unshare": (OWN, TEAM, NONE, ALL),
        "authority.delegate": (NONE, OWN, OWN, ALL),
        "authority.revoke": (NONE, OWN, OWN, ALL),
        "authority.configure": (NONE, NONE, NONE, ALL),
        "core.define_fields": (NONE, NONE, NONE, ALL),
        "core.set_rate": (NONE, NONE, NONE, ALL),
        "authority.import": (NONE, TEAM, NONE, ALL),
    }
    events = {
        "authority.share": "shared",
        "authority.unshare": "stopped sharing",
        "authority.delegate": "delegated decisions",
        "authority.revoke": "ended a delegation",
        "authority.configure": "changed the settings",
        "core.define_fields": "changed the fields of records",
        "core.set_rate": "changed an exchange rate",
        "authority.import": "imported a file",
    }

    def ready(self) -> None:
        from tandem.authority import rating  # noqa: F401  registers how its entries are told
        from tandem.authority.importing import following  # noqa: F401  registers the reader of the logbook
