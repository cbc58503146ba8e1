"""Changes to how a person signs in: password, authenticator app, keys, recovery codes.

The library that holds them makes them; they are written down here. Who lost their phone and their codes has the second
factor taken away by an administrator.
"""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator

from tandem.authority.actions import Change, action
from tandem.people.models import Person

# What the library is about to tell the person → what happened.
CHANGES = {
    "account/email/password_changed": "password changed",
    "account/email/password_set": "password set",
    "account/email/password_reset": "password reset by a link",
    "mfa/email/totp_activated": "authenticator app turned on",
    "mfa/email/totp_deactivated": "authenticator app turned off",
    "mfa/email/webauthn_added": "key added",
    "mfa/email/webauthn_removed": "key removed",
    "mfa/email/recovery_codes_generated": "new recovery codes made",
}


@action("people.change_signing_in")
def note_signing_in(person: Person, *, actor: Person, at: datetime, change: str) -> Change:
    """Write down that a person changed how they sign in; `change`: one of CHANGES, never a secret."""
    return Change(person, {"change": change})


@action("people.reset_second_factor")
def reset_second_factor(person: Person, *, actor: Person, at: datetime) -> Change:
    """Take a person’s app, keys and recovery codes away: the password is enough until they set up new ones."""
    taken, _ = Authenticator.objects.filter(user=person).delete()
    return Change(person, {"second_factor": [True, False]} if taken else {})


def has_second_factor(person: Person) -> bool:
    """Whether a person is asked for more than their password."""
    return Authenticator.objects.filter(user=person).exists()
