"""The description of the API (OpenAPI 3.1), finished: what every route shares, and an example of each body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from tandem.core.api.problems import Problem

Schema = dict[str, Any]
PROBLEM = "#/components/schemas/Problem"
METHODS = ("get", "post", "put", "patch", "delete")
BY_FORMAT = {
    "date": "2026-03-31",
    "date-time": "2026-03-31T09:30:00Z",
    "decimal": "42800.00",
    "binary": "name,city\nAcorn Works,Ulm\n",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A word of your own for this request: sent again with it, it has one effect and the same answer.",
    "schema": {"type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9_.:-]+$"},
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that you read: refused with 409 when somebody changed the record since.",
    "schema": {"type": "string", "pattern": '^"v[0-9]{1,9}"$'},
}
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
TAG = {"ETag": {"description": "The version of the record, for If-Match.", "schema": {"type": "string"}}}


class Description(OpenAPISchema):
    """The description as django-ninja writes it, then finished. Costs about a second for 200 routes."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        schemas = self["components"]["schemas"]
        schemas.setdefault("Problem", Problem.model_json_schema())
        for _, _, operation in operations(self):
            _exemplify(operation, schemas)

    def operation_details(self, operation: Operation) -> Schema:
        """One route, with the headers and refusals that any may have."""
        details = super().operation_details(operation)
        form = details.get("requestBody", {}).get("content", {}).get("multipart/form-data")
        if form:
            form["schema"]["additionalProperties"] = False
        calls = operation.view_func.__code__.co_names  # a route that calls version_of heeds If-Match
        _share(
            details, post="POST" in operation.methods, heeds="version_of" in calls, tags="with_etag" in calls
        )
        return details


def operations(described: Schema) -> Iterator[tuple[str, str, Schema]]:
    """(method, path, operation) of each route."""
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def _share(operation: Schema, *, post: bool, heeds: bool, tags: bool) -> None:
    answers, parameters = operation["responses"], operation["parameters"]
    for parameter in parameters:
        parameter.pop("examples", None)  # those of the schema say it
    parameters += [KEY] * post + [MATCH] * heeds
    for status, words in WORDS.items():
        content = {"application/problem+json": {"schema": {"$ref": PROBLEM}}}
        answers[status] = {"description": words, "content": content}
    answers[429]["headers"] = RETRY
    for status in [status for status in answers if status < 300 and tags]:
        answers[status]["headers"] = TAG


WORDS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in.",
    403: "You may see this, but not do that.",
    404: "There is nothing here, or it is not yours to see.",
    409: "Somebody changed it first, or it was asked for already.",
    422: "A field or a rule says no; `fields` names which.",
    429: "Too many requests; Retry-After says when to go on.",
}


def _exemplify(operation: Schema, schemas: Schema) -> None:
    """Give the body and each answer an example made of those of their fields."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (content for body in bodies for content in body.get("content", {}).values()):
        if "schema" in content and "example" not in content:
            content["example"] = example_of(content["schema"], schemas)


def example_of(schema: Schema, schemas: Schema, depth: int = 0) -> Any:
    """An example of a schema: the one it gives, else one made of its parts."""
    for known in ("examples", "enum"):
        if schema.get(known):
            return schema[known][0]
    for known in ("example", "const"):
        if known in schema:
            return schema[known]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            told = [one for one in schema[several] if one.get("type") != "null"]
            text = next((one for one in told if one.get("type") == "string"), told[0])
            return example_of(text, schemas, depth)
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return {name: example_of(part, schemas, depth + 1) for name, part in parts.items()}
        case "array":
            return [example_of(schema.get("items", {}), schemas, depth + 1)] if depth < 6 else []
        case "integer" | "number":
            return schema.get("default", max(1, schema.get("minimum", 1)))
        case "boolean":
            return schema.get("default", False)
        case "string":
            return schema.get("default") or BY_FORMAT.get(schema.get("format", ""), "")
    return None
