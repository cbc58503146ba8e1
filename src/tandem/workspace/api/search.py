"""Search over the API."""

from __future__ import annotations

from typing import Any

from ninja import Query, Schema
from pydantic import Field

from tandem.core.requests import Request
from tandem.workspace.api.common import router
from tandem.workspace.queries.search import search as look


class FoundOut(Schema):
    """A record, an action or a page of settings."""

    group: str = Field(examples=["Records"])
    kind: str = Field(description="account, contact, deal, person; empty for pages", examples=["deal"])
    title: str = Field(examples=["Acorn Works · Line 2 upgrade"])
    line: str = Field(examples=["deal, Propose, €42.8k"])
    url: str = Field(description="Where its page is", examples=["/deals/214/"])


@router.get("/search", response=list[FoundOut], operation_id="search")
def search(
    request: Request,
    q: str = Query("", max_length=200, examples=["acorn"]),
    limit: int = Query(12, ge=1, le=50),
) -> Any:
    """What you may be looking for: records that you may see, then actions; without words, what you had last."""
    return [
        {
            "group": group,
            "kind": row.kind,
            "title": "".join(text for text, _ in row.pieces),
            "line": row.line,
            "url": row.url,
        }
        for group, rows in look(request.user, q, limit=limit).groups
        for row in rows
    ]
