"""The API keeps its word: whatever fits the description is answered as described, and nothing ends in a fault.

Schemathesis makes requests from the description, half of them against it, and sends them as one role after the other.
The run is derandomized: it finds what the last one found. `TANDEM_API_EXAMPLES=200` looks longer.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from tandem.authority import organization
from tandem.config.api import api
from tandem.core.api import CallerRate
from tandem.core.api.describing import operations
from tandem.core.api.voice import OTHERWISE
from tandem.people.tokens import make_token
from tests.cast import Cast
from tests.scene import WORDS, things_of

ROLES = ("olga", "nora", "erin", "adam")  # an officer, her manager, an executive, an administrator
EXAMPLES = int(os.environ.get("TANDEM_API_EXAMPLES", "4"))


def in_our_words(context: Any, answer: Any, case: Any) -> None:
    """Each field that is refused says what to send, and no error of the library is without words of ours."""
    fields = answer.json()["fields"].values() if answer.status_code == 422 else ()
    assert OTHERWISE not in fields, "Give this kind of error a sentence in tandem.core.api.voice."


CHECKS = [
    in_our_words,
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# Which thing of the scene a number in the address or the body means.
NAMED = {"import_id": "batch_id", "entry_id": "entry_id"}
IN_BODIES = {
    "account": "account_id", "product": "product_id", "contact": "contact_id", "stage": "stage_id",
    "heir": "stage_id", "owner": "person_id", "to": "person_id", "person": "person_id", "id": "deal_id",
    "LeaveIn.heir": "person_id", "team": "team_id", "TeamChange.parent": "team_id", "NewTeam.parent": "team_id",
    "manager": "person_id", "other": "account_id",
}  # fmt: skip


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    return things_of(cast.olga, WORDS["olga"], cast)


@pytest.fixture
def described(ids: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The description, in which numbers of records are those of Olga's things."""
    monkeypatch.setattr(CallerRate, "allow_request", lambda self, request: True)
    found: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema()))
    for _, _, operation in operations(found):
        for parameter in operation["parameters"]:
            if parameter["in"] == "path" and parameter["schema"].get("type") == "integer":
                known = ids.get(NAMED.get(parameter["name"], parameter["name"]), 1)
                parameter["schema"] = {"type": "integer", "enum": [known, 987_654_321]}
    sent = str([operation.get("requestBody") for _, _, operation in operations(found)])
    for title, schema in found["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            key = IN_BODIES.get(f"{title}.{name}", IN_BODIES.get(name))
            if key and f"/{title}'" in sent and "integer" in str(field):
                schema["properties"][name] = {"type": "integer", "enum": [ids[key], 987_654_321]}
    return schemathesis.openapi.from_dict(found)


@pytest.fixture
def doors(cast: Cast) -> dict[str, dict[str, str]]:
    """The header that opens the door for each role."""
    day = organization.today() + timedelta(days=9)
    return {
        who: {
            "Authorization": "Bearer "
            + make_token(actor=getattr(cast, who), name="schema", scopes="write", expires_on=day)
        }
        for who in ROLES
    }


def test_each_route_has_examples_which_fit_their_schemas():
    described = api.get_openapi_schema()
    missing, misfits = [], {}
    made: dict[str, Any] = {}
    for method, path, operation in operations(described):
        bodies = {"body": operation.get("requestBody"), **operation["responses"]}
        for name, body in bodies.items():
            for content in (body or {}).get("content", {}).values():
                if "example" not in content:
                    missing.append(f"{method} {path}: {name}")
                    continue
                key = str(content["schema"])
                if key not in made:
                    schema = {**content["schema"], "components": described["components"]}
                    made[key] = jsonschema_rs.Draft202012Validator(schema)
                fault = next(iter(made[key].iter_errors(content["example"])), None)
                if fault is not None:
                    misfits[f"{method} {path}: {name}"] = f"{fault.message} at {list(fault.instance_path)}"
    assert missing == []
    assert misfits == {}, "Give these fields examples: Field(…, examples=[…])"


def test_schemas_of_two_packages_have_two_names():
    """In the description they stand side by side, and one of two namesakes would be lost."""
    named: dict[str, set[str]] = {}
    for made in _below(Schema):
        if made.__module__.startswith("tandem.") and "[" not in made.__name__:
            named.setdefault(made.__name__, set()).add(made.__module__)
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def _below(made: type[Schema]) -> Iterator[type[Schema]]:
    for one in made.__subclasses__():
        yield one
        yield from _below(one)


@pytest.mark.sqlite  # the test client closes the one connection of a PostgreSQL test; the answers do not differ
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda one: one.name.lower()
)
def test_the_api_answers_as_it_is_described(
    described: Any, doors: dict[str, dict[str, str]], mode: GenerationMode
):
    faults: dict[str, str] = {}
    for result in described.get_all_operations():
        operation = result.ok()
        for who, fault in _tried(operation, doors, mode):
            faults.setdefault(f"{operation.label} as {who}", fault)
    assert not faults, "\n\n".join(f"{what}: {fault}" for what, fault in faults.items())


def _tried(
    operation: Any, doors: dict[str, dict[str, str]], mode: GenerationMode
) -> Iterator[tuple[str, str]]:
    """Faults of one route."""
    found: list[tuple[str, str]] = []
    application = get_wsgi_application()
    next_door = cycle(doors.items())

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        who, door = next(next_door)
        with transaction.atomic():
            try:
                answer = case.call(headers=door, app=application, base_url="http://testserver")
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as group:
                found.extend(
                    (who, f"{case.as_curl_command()} {answer.status_code} {one.title}: {one.message}"[:700])
                    for one in group.exceptions
                )
            transaction.set_rollback(True)

    send()
    return iter(found)
