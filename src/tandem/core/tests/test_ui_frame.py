"""The frame shows what exists for the role, and asks the database nothing."""

from __future__ import annotations

import re
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import include, path

from tandem.core.ui.menu import menu_for

FRAME = "{% extends 'frame.html' %}"


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def group(name: str, *pages: str) -> Any:
    return path(f"{name}/", include(([path(page, nothing, name=page) for page in pages], name)))


urls = ModuleType("urls")
urls.urlpatterns = [  # type: ignore[attr-defined]
    group("workspace", "today", "team", "business", "search", "settings"),
    group("deals", "board", "new"),
    group("goals", "index"),
]


def page(role: str, source: str = FRAME, context: dict[str, Any] | None = None, **cookies: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    request.user = SimpleNamespace(  # type: ignore[assignment]
        is_authenticated=True, name="Olga Officer", role=role, theme="", single_keys=True
    )
    nothing_waits = {"counts": {}, "unread": 0, "menu_counts": {}, "sidegoal": None}
    with override_settings(ROOT_URLCONF=urls):
        return engines["django"].from_string(source).render(nothing_waits | (context or {}), request)


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("officer", ["today", "pipeline", "goals", "settings"]),
        ("manager", ["today", "pipeline", "goals", "team", "settings"]),
        ("executive", ["pipeline", "business", "goals", "settings"]),
        ("administrator", ["pipeline", "settings"]),
        ("", []),
    ],
)
def test_the_menu_holds_what_exists_for_the_role(role: str, names: list[str]) -> None:
    with override_settings(ROOT_URLCONF=urls):
        assert [item.name for group in menu_for(role) for item in group.items] == names


def test_the_page_names_its_menu_entry() -> None:
    html = page("officer", FRAME + "{% block nav %}pipeline{% endblock %}")
    assert 'href="/deals/board" title="Pipeline" aria-current="page"' in html
    assert html.count('title="Today" aria-current') == 0


def test_the_skip_link_comes_first_and_the_role_has_its_hue() -> None:
    html = page("manager")
    assert html.index('class="skip"') < html.index("<nav")
    assert 'data-role="manager"' in html and "Sales Manager" in html


def test_a_page_without_rail_has_no_rail() -> None:
    assert 'class="rail"' not in page("officer")
    assert 'class="rail"' in page("officer", FRAME + "{% block rail %}x{% endblock %}")


def test_the_theme_comes_from_the_person_or_the_cookie() -> None:
    assert " data-theme=" not in page("officer")
    assert 'data-theme="tandem-dark"' in page("officer", tandem_theme="tandem-dark")
    assert " data-theme=" not in page("officer", tandem_theme='"><script>')


@override_settings(TANDEM_TODAY="2017-10-02")
def test_a_pretended_day_is_said_on_every_page() -> None:
    said = 'As of <b class="font-semibold">Mon 2 Oct 2017</b>'
    assert page("officer").count(said) == 1
    assert page("officer", "{% extends 'bare.html' %}").count(said) == 1


def test_the_foot_of_the_sidebar_holds_the_goal() -> None:
    goal = SimpleNamespace(label="My Q4", percent=66, pace_percent=58, words="€20.6k ahead of pace")
    html = page("officer", context={"sidegoal": goal})
    assert "€20.6k ahead of pace" in html and ">66%<" in html
    assert "side-goal" not in page("officer")


def test_a_late_count_is_red_and_says_so() -> None:
    html = page(
        "officer", context={"menu_counts": {"pipeline": SimpleNamespace(count=12, late=1), "today": 6}}
    )
    assert '12<span class="sr-only"> waiting, 1 late</span>' in html
    assert '<span class="n">6</span>' in html


@pytest.mark.parametrize("template", ["404.html", "403.html", "500.html", "error.html"])
def test_error_pages_need_no_context(template: str) -> None:
    assert "Tandem" in engines["django"].get_template(template).render({})


def test_a_dialog_is_a_page_without_htmx_and_a_fragment_with_it() -> None:
    source = "{% extends dialog_base %}{% block title %}New deal{% endblock %}{% block main %}x{% endblock %}"
    assert "<h1>New deal</h1>" in page("officer", source)
    fragment = engines["django"].from_string(source).render({"dialog_base": "dialog.html"})
    assert "<html" not in fragment and ">New deal</h2>" in fragment


def test_nothing_inline_is_written() -> None:
    html = page("manager", FRAME + "{% block main %}{% lane 57 58 %}{% endblock %}")
    assert " style=" not in html and "<script>" not in html and " onclick" not in html


def test_the_frame_is_that_of_the_role_whoever_looked_before() -> None:
    template = engines["django"].from_string(FRAME)

    def seen(role: str) -> str:
        request = RequestFactory().get("/")
        request.user = SimpleNamespace(  # type: ignore[assignment]
            is_authenticated=True, name="Somebody", role=role, theme="", single_keys=True
        )
        given = {"counts": {}, "unread": 0, "menu_counts": {"today": 3}, "sidegoal": None, "request": request}
        with override_settings(ROOT_URLCONF=urls):
            return re.sub(r"\b\w{64}\b", "", template.render(given, request))  # without the token of the form

    roles = ("officer", "manager", "executive", "administrator")
    first = [seen(role) for role in roles]
    assert [seen(role) for role in reversed(roles)] == first[::-1]
    assert len(set(first)) == 4
    assert [page.count('<span class="n">3</span>') for page in first] == [1, 1, 0, 0]
