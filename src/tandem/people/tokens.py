"""Access tokens: made once, shown once, kept as a digest, gone on the day they expire."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.http import Http404

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.core.errors import Refused
from tandem.people.models import AccessToken, Person

LONGEST_DAYS = 366
PREFIX = "tandem_"
NOTED_EVERY = timedelta(minutes=5)


@action("people.make_token")
def make_token(*, actor: Person, at: datetime, name: str, scopes: str, expires_on: date) -> Change:
    """Make a token for oneself; returns its text, which is never shown again."""
    today = organization.day_of(at)
    if not today < expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(
            "A token expires between tomorrow and a year from now.",
            fields={"expires_on": "Choose a day within the next year."},
        )
    if scopes not in AccessToken.SCOPES:
        raise Refused("There is no such scope.", fields={"scopes": "Choose read or write."})
    text = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        person=actor, name=name, scopes=scopes, digest=digest(text), created_at=at, expires_on=expires_on
    )
    return Change(token, {"name": [None, name], "scopes": scopes, "expires_on": expires_on}, result=text)


@action("people.make_token")
def revoke_token(token: AccessToken, *, actor: Person, at: datetime) -> Change:
    """End a token of one's own, now."""
    if token.revoked_at is not None:
        return Change(token)
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    return Change(token, {"revoked_at": [None, at]})


def tokens_of(viewer: Person) -> list[AccessToken]:
    """The viewer's tokens that were not revoked."""
    return list(viewer.tokens.filter(revoked_at__isnull=True))


def token_of(viewer: Person, token_id: int) -> AccessToken:
    """One of the viewer's tokens, or Http404."""
    found = viewer.tokens.filter(pk=token_id).first()
    if found is None:
        raise Http404("There is no such token, or it is not yours.")
    return found


def bearer(text: str, *, at: datetime) -> AccessToken | None:
    """The token with this text, if it still opens the door; notes that it was used, at most every few minutes."""
    token = (
        AccessToken.objects.select_related("person")
        .filter(
            digest=digest(text),
            revoked_at__isnull=True,
            expires_on__gt=organization.day_of(at),
            person__is_active=True,
        )
        .first()
    )
    if token is not None:
        stale = Q(used_at__isnull=True) | Q(used_at__lt=at - NOTED_EVERY)
        if token.used_at is None or token.used_at < at - NOTED_EVERY:
            AccessToken.objects.filter(stale, pk=token.pk).update(used_at=at)
    return token


def digest(text: str) -> str:
    """What is kept of a token: it is random and long, so a plain SHA-256 cannot be searched."""
    return hashlib.sha256(text.encode()).hexdigest()
