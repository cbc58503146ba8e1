"""Nothing on a page leads nowhere: as each role, every link and every form of every page is followed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.addresses import every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of

ROLES = (
    "olga",
    "nora",
    "adam",
)  # an officer, her manager, an administrator; an executive's pages are a manager's
MOST = 900  # pages for one role; the scene has fewer
ASKED = {
    "href": "get",
    "hx-get": "get",
    "hx-post": "post",
    "hx-put": "put",
    "hx-patch": "patch",
    "hx-delete": "delete",
}
LEFT_OUT = ("/account/", "/static/")  # signing out ends the crawl; allauth tests its own pages


Asked = tuple[str, str, dict[str, str]]


class Links(HTMLParser):
    """(method, address, what its form holds) of everything on a page that asks the server for something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Asked] = []
        self.fields: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = {}
            if "action" in given or given.get("method", "").lower() == "post":
                self.found.append((given.get("method", "get").lower(), given.get("action", ""), self.fields))
        self._filled(tag, given)
        if tag != "link":
            asked = [(method, given[name]) for name, method in ASKED.items() if name in given]
            self.found += [(method, target, self.fields) for method, target in asked]
        if "formaction" in given:
            self.found.append((given.get("formmethod", "post").lower(), given["formaction"], self.fields))

    def _filled(self, tag: str, given: dict[str, str]) -> None:
        if tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = given.get("value", "")
        elif tag == "input" and given.get("name") and given.get("type") not in ("checkbox", "radio", "file"):
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = {}
        elif tag == "select":
            self.select = ""


@pytest.mark.sqlite  # where a link leads is said by the templates, and each page has tests of its own on both
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", ROLES)
def test_every_link_and_form_leads_somewhere(cast: Cast, who: str):
    things_of(cast.olga, WORDS["olga"], cast)
    client = Client(raise_request_exception=False)
    client.force_login(type(cast.olga).objects.get(pk=getattr(cast, who).pk))
    waiting = [(page, client.get(page)) for page in starts()]
    seen: set[tuple[Any, ...]] = set()
    dead: dict[str, str] = {}
    pages = 0
    while waiting and pages < MOST:
        page, answer = waiting.pop(0)
        pages += 1
        if answer.status_code >= 500:
            dead[page] = f"{answer.status_code}"
        for method, target, fields in links_of(answer):
            where = urljoin(page, target)
            parts = urlsplit(where)
            if parts.netloc or not parts.path.startswith("/") or parts.path.startswith(LEFT_OUT):
                continue
            known = kind_of(method, where)
            if known in seen:
                continue
            seen.add(known)
            led = followed(client, method, where, fields)
            status = led.status_code
            if status in (403, 404, 405) or status >= 500:
                dead[f"{method} {where}"] = f"{status}, on {page}"
            elif method == "get" and status == 200:
                waiting.append((where, led))
    assert len(seen) > 40
    assert dead == {}, "Take these off the page, or mend where they lead."


def starts() -> list[str]:
    """Every address that stands by itself."""
    return [reverse(name) for name, parameters in every_address() if not parameters]


def links_of(answer: HttpResponse) -> list[Asked]:
    """What a page offers; nothing on files and redirects."""
    if answer.status_code != 200 or answer.streaming or "text/html" not in answer.get("Content-Type", ""):
        return []
    reader = Links()
    reader.feed(answer.content.decode())
    return [asked for asked in reader.found if not asked[1].startswith(("#", "mailto:", "tel:"))]


def kind_of(method: str, where: str) -> tuple[Any, ...]:
    """Addresses that differ only in what a list is filtered by are of one kind."""
    parts = urlsplit(where)
    try:
        found = resolve(parts.path)
        place: Any = (found.view_name, tuple(sorted(found.kwargs.items())))
    except Resolver404:
        place = parts.path
    return method, place, tuple(sorted(name for name, _ in parse_qsl(parts.query)))


def followed(client: Client, method: str, where: str, fields: dict[str, str]) -> HttpResponse:
    """What a link answers, or a form sent as it stands, which leaves nothing behind."""
    if method == "get":
        return client.get(where, fields if fields and "?" not in where else None)
    with transaction.atomic():
        answer = client.post(where, fields) if method == "post" else client.generic(method.upper(), where)
        transaction.set_rollback(True)
    return answer
