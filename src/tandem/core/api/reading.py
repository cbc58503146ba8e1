"""What callers send, before it is checked: text that no database keeps is refused here, once for every route."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from tandem.core.errors import Refused


class CleanParser(Parser):
    """Reads bodies and queries; NUL characters and halves of surrogate pairs are refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON of the body."""
        try:
            found = super().parse_body(request)
            check_text(json.dumps(found, ensure_ascii=False))
        except (ValueError, RecursionError) as error:
            raise Refused(
                "The body cannot be read as JSON.", code="json", remedy="Send JSON, encoded as UTF-8."
            ) from error
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The parameters of the address or of a form."""
        for values in data.lists():
            for text in (values[0], *values[1]):
                check_text(json.dumps(text, ensure_ascii=False) if isinstance(text, str) else "")
        return super().parse_querydict(data, list_fields, request)


def check_text(text: str) -> None:
    """Refuse JSON text that holds what no database keeps."""
    try:
        text.encode()
        whole = "\\u0000" not in text.replace("\\\\", "")
    except UnicodeEncodeError:
        whole = False
    if not whole:
        raise Refused(
            "There is a character in it that cannot be kept.", code="characters", remedy="Send plain text."
        )
