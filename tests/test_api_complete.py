"""What a person can do on a page a program can do over the API, and the other way round, or a reason stands here."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import isfunction, signature, unwrap
from types import CodeType, FunctionType, ModuleType
from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from pydantic import BaseModel, ValidationError

import tandem
from tandem.config.api import api
from tandem.core.api.describing import operations
from tandem.core.lists import LISTS
from tandem.core.lists.state import AFTER, OWN_WORDS, SORT
from tests.cast import Cast

Act = Callable[..., Any]

# Acts without a route, and why a program does not miss them.
LEFT_OUT = {
    "people.change_signing_in: note_signing_in": "passwords are typed and keys are touched by people, on pages",
    "people.make_token: make_token": "who got hold of one must not make another that outlives it",
    "deals.import: import_deal": "a row of an import, which POST /imports and its run do as a whole",
    "deals.configure: add_standard_pipeline": "POST /pipelines adds one with the standard stages",
}


def test_every_act_is_done_over_the_api_or_says_why_not():
    acts = {f"{one.verb}: {one.__name__}": one for one in every_act()}  # type: ignore[attr-defined]
    assert len(acts) > 80, "The acts were not found."
    reached = reached_from(route.view_func for route in every_route())
    missing = {name for name, act in acts.items() if act not in reached}
    assert not missing - LEFT_OUT.keys(), (
        "Give these a route, or say in LEFT_OUT why a program does not need them."
    )
    assert not LEFT_OUT.keys() - acts.keys(), "These acts are gone; take them out of LEFT_OUT."
    assert not LEFT_OUT.keys() - missing, "These acts have a route; take them out of LEFT_OUT."


# Acts without a page, and why a person does not miss them.
NOT_ON_PAGES = {
    "deals.import: import_deal": "a row of an import, which has pages",
    "deals.configure: add_standard_pipeline": "the first deal brings it with it",
    "deals.restore: restore_deal": "the way back from deleting, behind “Undo”",
    "people.change_signing_in: note_signing_in": "written by the pages of the library that change it",
}


def test_every_act_is_done_on_a_page_or_says_why_not():
    views = [view for view in every_view() if isfunction(view)]
    assert len(views) > 150, "The views were not found."
    in_bulk = [bulk.action for table in LISTS.values() for bulk in table.bulk]
    reached = reached_from(views).union(in_bulk)
    missing = {f"{act.verb}: {act.__name__}" for act in every_act() if act not in reached}  # type: ignore[attr-defined]
    assert not missing - NOT_ON_PAGES.keys(), (
        "Give these a page, or say in NOT_ON_PAGES why a person needs none."
    )
    assert not NOT_ON_PAGES.keys() - missing, "These are on a page or gone; take them out of NOT_ON_PAGES."


def test_every_route_has_a_name_of_its_own_for_programs_made_from_the_description():
    names = [route.operation_id for route in every_route()]
    assert all(names)
    assert len(names) == len(set(names))


# Routes that change a record with a version and need not know which one was read.
ANY_VERSION = {
    "reassign_accounts": "of many, each is done or refused by itself",
    "reassign_contacts": "of many, each is done or refused by itself",
    "reassign_deals": "of many, each is done or refused by itself",
    "record_absence": "nothing that was read of the person changes",
    "add_stage": "it comes after the others, whatever became of them",
    "reorder_stages": "the order names every stage that was read, and is refused when there are others",
    "set_price": "the price is no part of the product, and has no version",
    "estimate_deal": "it is added to what was said before",
    "choose_notifications": "one's own choice",
    "place_difference": "it shares what is there now, and is refused when nothing is left",
}


def test_every_route_that_changes_a_versioned_record_heeds_if_match_or_says_why_not():
    heedless = set()
    for route in every_route():
        acts = [unwrap(each) for each in reached_from([route.view_func]) if hasattr(each, "verb")]
        if (
            any(changes_a_version(act) for act in acts)
            and "version_of" not in route.view_func.__code__.co_names
        ):
            heedless.add(route.operation_id)
    assert not heedless - ANY_VERSION.keys(), (
        "Let these heed If-Match with version_of, or say in ANY_VERSION why not."
    )
    assert not ANY_VERSION.keys() - heedless, "These heed If-Match or are gone; take them out of ANY_VERSION."


def test_every_body_refuses_a_field_that_it_does_not_know():
    bodies = {schema for route in every_route() for schema in bodies_of(route)}
    assert len(bodies) > 70, "The bodies were not found."
    deaf = {schema.__name__ for schema in bodies if "stray" not in faults_of(schema, {"no_such_field": 1})}
    assert not deaf, "Make these of tandem.core.api.Body."


def test_every_route_refuses_a_parameter_that_it_does_not_know(cast: Cast):
    client = Client()
    client.force_login(cast.adam)
    deaf = {}
    for method, path, _ in operations(api.get_openapi_schema()):
        answer = client.generic(method, re.sub(r"{\w+}", "1", path) + "?no_such_word=1")
        if answer.status_code != 422 or "no_such_word" not in answer.json()["fields"]:
            deaf[method, path] = answer.status_code
    assert deaf == {}


@pytest.mark.parametrize("word", sorted(OWN_WORDS - {SORT, AFTER}))
def test_a_list_refuses_the_words_of_its_page(cast: Cast, word: str):
    client = Client()
    client.force_login(cast.adam)
    lists = [
        path
        for method, path, one in operations(api.get_openapi_schema())
        if method == "get"
        and AFTER in {each["name"] for each in one.get("parameters", ())}
        and "{" not in path
    ]
    assert len(lists) > 3, "The lists were not found."
    for path in lists:
        answer = client.get(f"{path}?{word}=1")
        assert (answer.status_code, *answer.json()["fields"]) == (422, word), path


def bodies_of(route: Any) -> Iterator[type[BaseModel]]:
    """The schemas of what a route is sent, those within others, too."""
    left = [
        field.annotation
        for model in route.models
        if model.__ninja_param_source__ in ("body", "form")
        for field in model.model_fields.values()
    ]
    while left:
        one = left.pop()
        left += get_args(one)
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one
            left += [field.annotation for field in one.model_fields.values()]


def faults_of(schema: type[BaseModel], sent: dict[str, Any]) -> set[str]:
    """The kinds of fault that a schema finds in what is sent."""
    try:
        schema.model_validate(sent)
    except ValidationError as error:
        return {fault["type"] for fault in error.errors()}
    return set()


def changes_a_version(act: Act) -> bool:
    """Whether the first thing an act gets is a record with a version."""
    first = next(iter(signature(act).parameters.values()), None)
    if first is None or first.kind is first.KEYWORD_ONLY:
        return False
    return hasattr(act.__globals__.get(str(first.annotation)), "version")


def every_route() -> Iterator[Any]:
    """The operations of the API."""
    for _, router in api._routers:
        for view in router.path_operations.values():
            yield from view.operations


def every_view(resolver: Any = None) -> Iterator[Any]:
    """What answers each address but those of the API."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "api":
                yield from every_view(one)
        else:
            yield unwrap(one.callback)


def every_act() -> Iterator[Act]:
    """Each function behind `@action`, wherever it lives."""
    seen = set()
    for found in pkgutil.walk_packages(tandem.__path__, "tandem."):
        if (
            ".tests" in found.name
            or ".migrations" in found.name
            or found.name.endswith(("__main__", "wsgi", "asgi"))
        ):
            continue
        for one in vars(import_module(found.name)).values():
            if isfunction(one) and hasattr(one, "verb") and one not in seen:
                seen.add(one)
                yield one


def reached_from(functions: Any) -> set[Act]:
    """The acts that these functions name, or that functions of ours name which they name, and so on.

    What an act does within itself (who leaves hands each deal over) is no way to do that alone.
    """
    reached: set[Act] = set()
    left = [unwrap(one) for one in functions]
    while left:
        one = left.pop()
        if one not in reached:
            reached.add(one)
            if not hasattr(one, "verb"):
                left += named_by(one)
    return reached


def named_by(one: FunctionType) -> Iterator[FunctionType]:
    """Functions of ours that a function was made with or names in its code, also as an attribute of a module."""
    with_it = [cell.cell_contents for cell in one.__closure__ or ()]
    yield from (each for each in with_it if isfunction(each) and each.__module__.startswith("tandem."))
    for names in names_in(one.__code__):
        known = [one.__globals__.get(name) for name in names]
        modules = [
            each for each in known if isinstance(each, ModuleType) and each.__name__.startswith("tandem")
        ]
        known += [vars(module).get(name) for module in modules for name in names]
        yield from (each for each in known if isfunction(each) and each.__module__.startswith("tandem."))


def names_in(code: CodeType) -> Iterator[tuple[str, ...]]:
    """The names in a function's code, and in that of the functions in it."""
    yield code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield code.co_names + part.co_names
            yield from names_in(part)
