"""What addresses and forms send: a parameter that a route does not know is refused by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from tandem.core.api.bodies import MOST_TOLD, stray_words
from tandem.core.api.lists import ListQuery

CSRF = "csrfmiddlewaretoken"  # what a browser sends with a form


def heed_every_parameter(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For `NinjaAPI.add_decorator(…, mode="view")`: refuse the parameters that the route does not know.

    It stands where django-ninja reads the parameters, which is behind the door: strangers are told nothing.
    """
    operation = run.__self__  # type: ignore[attr-defined]
    models = {model.__ninja_param_source__: model for model in operation.models}
    if _of_a_list(models.get("query")):
        return run
    known = {
        source: list(getattr(models.get(source), "__ninja_flatten_map__", ())) for source in ("query", "form")
    }
    read = operation._get_values

    def read_all(request: HttpRequest, *given: Any) -> Any:
        sent = [("query", name) for name in request.GET]
        if "form" in models:
            sent += [("form", name) for name in request.POST if name != CSRF]
        strays = [(source, name) for source, name in sent if name not in known[source]][:MOST_TOLD]
        if strays:
            raise ValidationError(
                [
                    {"loc": (source, name), "msg": stray_words(name, known[source], "parameter")}
                    for source, name in strays
                ]
            )
        return read(request, *given)

    operation._get_values = read_all
    return run


def _of_a_list(query: Any) -> bool:
    """Whether the parameters are those of a declared list, which tells by itself what makes no sense."""
    parts = [field.annotation for field in query.model_fields.values()] if query else []
    return any(isinstance(one, type) and issubclass(one, ListQuery) for one in parts)
