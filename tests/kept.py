"""What the tests of a module begin with, made once for all of them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from django.db import transaction

from tests.cast import Cast, make_cast

Made = TypeVar("Made")


def kept(request: pytest.FixtureRequest, make: Callable[[], Made]) -> Iterator[Made]:
    """For a fixture of a module: `yield from kept(request, make)`.

    What `make` writes stands in a transaction around those of the tests, which are undone one by one, and then itself.
    """
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    around = transaction.atomic()
    around._from_testcase = True  # as Django marks its own: a durable block may open inside
    with blocker.unblock():
        around.__enter__()
        made = make()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def kept_with(
    request: pytest.FixtureRequest, kept_cast: Cast | None, add: Callable[[Cast], object]
) -> Iterator[Cast]:
    """The cast with more that every test of a module begins with, which `add` writes."""

    def make() -> Cast:
        cast = copy.deepcopy(kept_cast) if kept_cast else make_cast()
        add(cast)
        return cast

    yield from kept(request, make)
