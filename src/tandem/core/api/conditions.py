"""Versions of rows as ETags: send If-Match, and a change that somebody else made first is not overwritten."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from tandem.core.errors import Refused

_TAG = re.compile(r'"v(\d+)"')


def with_etag(response: HttpResponse, row: Any) -> None:
    """Tell the row's version in the ETag header."""
    response["ETag"] = f'"v{row.version}"'


def version_of(request: HttpRequest) -> int | None:
    """The version that the caller read, from If-Match; None when they do not care."""
    tag = request.headers.get("If-Match", "").strip()
    if not tag or tag == "*":
        return None
    match = _TAG.fullmatch(tag)
    if match is None:
        raise Refused(
            "If-Match holds no version.",
            code="if-match",
            remedy='Send the ETag as it was answered, like "v3", with its quotes.',
        )
    return int(match[1])
