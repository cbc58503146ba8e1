"""Oneself: who one is, what one may change about oneself, and the access tokens one made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Schema, Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.people import actions, tokens
from tandem.people.api.common import CHANGES, REFUSALS, SAID, PersonOut, router


class MeOut(PersonOut):
    time_zone: str = Field(description="Empty: as the organization", examples=["Europe/Berlin"])
    language: str = Field(description="Its code", examples=["de"])
    theme: str = Field(description="Empty: as the system", examples=["tandem-dark"])
    single_keys: bool


class MeChange(Body):
    """Only what is sent is changed; null leaves a value as it is."""

    name: str | None = Field(None, min_length=1, max_length=120, examples=["Olga Officer"])
    title: str | None = Field(None, max_length=120, examples=["Account executive"])
    time_zone: str | None = Field(
        None, max_length=64, description="Empty: as the organization", examples=["Europe/Berlin"]
    )
    language: str | None = Field(None, max_length=40, description=SAID, examples=["de"])
    theme: Literal["", "tandem", "tandem-dark"] | None = Field(
        None, description="Light or dark; empty: as the system"
    )
    single_keys: bool | None = Field(None, description="Whether single letters are shortcuts")


class TokenOut(Schema):
    id: int
    name: str = Field(examples=["Nightly export"])
    scopes: Literal["read", "write"]
    created_at: datetime
    expires_on: date
    used_at: datetime | None = Field(description="When it last opened the door, give or take five minutes")


@router.get("/me", response={200: MeOut, **REFUSALS}, operation_id="get_me")
def me(request: Request, response: HttpResponse) -> Any:
    """Who you are."""
    with_etag(response, request.user)
    return request.user


@router.patch("/me", response={200: MeOut, **CHANGES}, operation_id="edit_me")
def edit_me(request: Request, response: HttpResponse, body: MeChange) -> Any:
    """Change your profile. With If-Match, only if nobody else did since you read it."""
    values = body.dict(exclude_none=True)
    saved = actions.edit_person(request.user, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.get("/me/tokens", response={200: list[TokenOut], **REFUSALS}, operation_id="list_tokens")
def list_tokens(request: Request) -> Any:
    """The access tokens that you made and did not end. A token is made in your settings, by you, not by a token."""
    return tokens.tokens_of(request.user)


@router.delete("/me/tokens/{int:token_id}", response={204: None, **CHANGES}, operation_id="end_token")
def end_token(request: Request, token_id: int) -> Any:
    """End an access token of yours, now."""
    tokens.revoke_token(tokens.token_of(request.user, token_id), actor=request.user)
    return Status(204, None)
