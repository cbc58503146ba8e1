"""Errors of the API as problem+json (RFC 9457): a sentence, a code, what to do, and which field."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from pydantic import Field

from tandem.core.api.voice import sentence
from tandem.core.errors import TandemError


class Problem(Schema):
    """What went wrong and what to do about it."""

    type: str = Field(examples=["about:blank#refused"])
    title: str = Field(examples=["A lost deal has a reason."])
    status: int = Field(examples=[422])
    code: str = Field(examples=["refused"])
    remedy: str = Field("", examples=["Choose one of the reasons."])
    fields: dict[str, str] = Field(default_factory=dict, examples=[{"lost_reason": "Choose a reason."}])


def install_problems(api: NinjaAPI) -> None:
    """Let the API answer every error as a problem."""

    def answer(request: HttpRequest, status: int, code: str, title: str, **more: Any) -> HttpResponse:
        body = {"type": f"about:blank#{code}", "title": title, "status": status, "code": code}
        response = api.create_response(request, {**body, "remedy": "", "fields": {}, **more}, status=status)
        response["Content-Type"] = "application/problem+json"
        return response

    @api.exception_handler(TandemError)
    def refused(request: HttpRequest, error: TandemError) -> HttpResponse:
        fields = {_as_sent(name): sentence for name, sentence in error.fields.items()}
        return answer(request, error.status, error.code, error.sentence, remedy=error.remedy, fields=fields)

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(
            request, 404, "not-found", str(error) or "There is nothing here, or it is not yours to see.",
            remedy="Check the number in the address.",
        )  # fmt: skip

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_where(one["loc"]): sentence(one) for one in error.errors}
        return answer(
            request, 422, "invalid", "The request does not have the form described.", fields=fields,
            remedy="Correct the fields named; /api/v1/docs describes them.",
        )  # fmt: skip

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError | HttpError) -> HttpResponse:
        response = answer(
            request, 401, "not-signed-in", "Nobody is signed in.",
            remedy="Send an access token: Authorization: Bearer ….",
        )  # fmt: skip
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(AuthorizationError)
    def out_of_scope(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
        return answer(
            request, 403, "scope", "This access token may only read.", remedy="Make one with the scope write."
        )

    @api.exception_handler(Throttled)
    def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
        wait = int(error.wait or 1)
        response = answer(
            request, 429, "too-many", "Too many requests.", remedy=f"Try again in {wait} seconds."
        )
        response["Retry-After"] = str(wait)
        return response

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 400:  # the only one that the API's own reading of a request gives
            return answer(
                request, 400, "not-json", "The body of the request is not JSON.",
                remedy="Send one JSON object, with Content-Type: application/json.",
            )  # fmt: skip
        if error.status_code == 403 and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return unknown(request, error)
        if error.status_code == 403:
            return answer(
                request, 403, "csrf", "The session alone does not let a program write.",
                remedy="Send X-CSRFToken with the value of the cookie csrftoken, or an access token.",
            )  # fmt: skip
        return answer(request, error.status_code, "error", str(error), remedy="Correct the request.")


@csrf_exempt
def no_such_route(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below /api/ that no route answers: a problem too, not a page."""
    return JsonResponse(
        {
            "type": "about:blank#not-found",
            "title": "The API has no such address.",
            "status": 404,
            "code": "not-found",
            "remedy": "See /api/v1/docs; numbers of records are whole.",
            "fields": {},
        },
        status=404,
        content_type="application/problem+json",
    )


def _as_sent(name: str) -> str:
    """An organization's own field is x_tier in forms and files, and in the API a part of `extra`."""
    return f"extra.{name.removeprefix('x_')}" if name.startswith("x_") else name


def _where(location: tuple[Any, ...]) -> str:
    """("body", "body", "lines", 0, "amount") → "lines.0.amount"; ("query", "limit") → "limit"."""
    begin = 2 if location[:1] == ("body",) else 1
    return ".".join(str(part) for part in location[begin:]) or "body"
