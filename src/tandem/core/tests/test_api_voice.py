"""Values of another form than described are answered in Tandem's words."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from django.test import Client
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from tandem.core.api.bodies import Body
from tandem.core.api.voice import OTHERWISE, sentence
from tests.cast import Cast


class Inner(BaseModel):
    name: str


MONEY = Annotated[Decimal, Field(ge=0, max_digits=6, decimal_places=2)]
CASES: list[tuple[Any, Any, str]] = [
    (Inner, {}, "Send this; it is needed."),
    (Inner, 5, "Send an object with the fields described."),
    (dict[str, str], 5, "Send an object, like {}."),
    (list[int], 5, "Send a list, like []."),
    (bool, "perhaps", "Send true or false."),
    (int, "many", "Send a whole number, like 12."),
    (int, 1.5, "Send a whole number, like 12."),
    (float, "many", "Send a number, like 12.5."),
    (MONEY, "many", "Send a number, like 12.5."),
    (MONEY, "NaN", "Send a number, like 12.5."),
    (MONEY, "-1", "Send 0 or more."),
    (MONEY, "1.005", "Send at most 2 decimal places."),
    (MONEY, "123456789", "Send at most 6 digits."),
    (MONEY, "12345", "Send at most 4 digits before the point."),
    (Annotated[int, Field(gt=0)], 0, "Send more than 0."),
    (Annotated[int, Field(lt=9)], 9, "Send less than 9."),
    (Annotated[int, Field(le=9)], 10, "Send 9 or less."),
    (str, 5, "Send a text."),
    (Annotated[str, Field(min_length=1)], "", "Send at least 1 character."),
    (Annotated[str, Field(max_length=1200)], "x" * 1201, "Send at most 1,200 characters."),
    (Annotated[str, Field(pattern="^[a-z]+$")], "A", "Send it in the form described: ^[a-z]+$"),
    (Annotated[list[int], Field(max_length=1)], [1, 2], "Send at most 1 value."),
    (Literal["won", "lost"], "open", "Send one of these: 'won' or 'lost'."),
    (date, "soon", "Send a day, like 2026-11-26."),
    (date, "2026-11-26T10:00:00", "Send a day without a time, like 2026-11-26."),
    (time, "soon", "Send a time of day, like 12:00."),
    (datetime, "soon", "Send a moment with its zone, like 2026-11-26T09:00:00Z."),
    (AwareDatetime, "2026-11-26T10:00:00", "Send a moment with its zone, like 2026-11-26T09:00:00Z."),
    (complex, "many", OTHERWISE),
]


@pytest.mark.parametrize("kind, value, words", CASES)
def test_each_kind_of_error_says_what_to_send(kind: Any, value: Any, words: str):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    assert [sentence(error) for error in caught.value.errors()] == [words]  # type: ignore[arg-type]


def test_what_a_body_holds_beyond_its_fields_is_named():
    class Named(Body):
        name: str

    with pytest.raises(ValidationError) as caught:
        Named.model_validate({"name": "x", "nmae": "y"})
    assert "nmae" in sentence(caught.value.errors()[0])  # type: ignore[arg-type]


def test_the_api_answers_in_these_words(cast: Cast):
    client = Client()
    client.force_login(cast.olga)
    told = client.post(
        "/api/v1/deals",
        {"name": "", "amount": "-5", "expected_close_on": "soon"},
        content_type="application/json",
    ).json()
    assert told["fields"] == {
        "name": "Send at least 1 character.",
        "amount": "Send 0 or more.",
        "expected_close_on": "Send a day, like 2026-11-26.",
    }
