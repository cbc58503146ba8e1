"""What requests send: nothing goes by unheeded, a field that a body does not have is refused by its name."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from ninja import Schema
from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

MOST_TOLD = 20  # strays of one request


class Body(Schema, extra="forbid"):
    """What a request sends, or a part of it. An answer that is made of a body says `extra="ignore"`."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_strays(cls, sent: Any) -> Any:
        if isinstance(sent, dict) and cls.model_config.get("extra") == "forbid":
            known = [field.alias or name for name, field in cls.model_fields.items()]
            strays = [str(name) for name in sent if name not in known][:MOST_TOLD]
            if strays:
                raise ValidationError.from_exception_data(cls.__name__, [_line(one, known) for one in strays])
        return sent


def _line(name: str, known: Collection[str]) -> InitErrorDetails:
    words = PydanticCustomError("stray", "{words}", {"words": stray_words(name, known, "field")})
    return InitErrorDetails(type=words, loc=(name,), input=None)


def stray_words(name: str, known: Collection[str], what: str) -> str:
    """Why a name is refused: it is no field or parameter here; the one it is near to, else all that there are."""
    refused = f"{name[:60]} is no {what} here"
    near = get_close_matches(name[:60], known, n=1)
    if near:
        return f"{refused}; did you mean {near[0]}?"
    return f"{refused}; there are: {', '.join(known)}." if known else f"{refused}; there is none."
