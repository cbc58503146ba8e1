from django.apps import AppConfig

from tandem.authority.grants import ALL, NONE, OWN, TEAM


class CustomersConfig(AppConfig):
    """Accounts, contacts, duplicates and merge."""

    name = "tandem.customers"
    hand_over = "tandem.customers.actions.hand_over"
    label = "customers"

    imports = ["tandem.customers.imports.ACCOUNTS", "tandem.customers.imports.CONTACTS"]

    #                                 officer manager executive administrator
    grants = {
        "customers.see": (OWN, TEAM, ALL, ALL),
        "customers.add_account": (OWN, TEAM, NONE, ALL),
        "customers.edit_account": (OWN, TEAM, NONE, ALL),
        "customers.reassign_account": (NONE, TEAM, NONE, ALL),
        "customers.delete_account": (OWN, TEAM, NONE, ALL),
        "customers.merge_accounts": (OWN, TEAM, NONE, ALL),
        "customers.add_contact": (OWN, TEAM, NONE, ALL),
        "customers.edit_contact": (OWN, TEAM, NONE, ALL),
        "customers.reassign_contact": (NONE, TEAM, NONE, ALL),
        "customers.delete_contact": (OWN, TEAM, NONE, ALL),
    }
    events = {
        "customers.add_account": "added this account",
        "customers.edit_account": "edited this account",
        "customers.reassign_account": "gave this account to somebody else",
        "customers.delete_account": "deleted this account",
        "customers.merge_accounts": "merged another account into this one",
        "customers.add_contact": "added this contact",
        "customers.edit_contact": "edited this contact",
        "customers.reassign_contact": "gave this contact to somebody else",
        "customers.delete_contact": "deleted this contact",
    }
