"""What the script does in a browser: keys, dialogs, toasts, the board, cells, picking."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import path

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """{% extends "frame.html" %}{% block title %}Desk{% endblock %}
{% block head %}<h1>Desk</h1><a class="btn btn-line" href="/log" hx-get="/log" hx-target="#drawer" data-key="l">Log</a>{% endblock %}
{% block main %}
<table class="tbl"><tbody>{% for name in "abc" %}<tr data-row data-href="/other"><td><a href="/other">Row {{ name }}</a></td>
<td><input class="tinput" data-cell="amount" name="{{ name }}" value="1" aria-label="Amount {{ name }}" hx-post="/cell" hx-trigger="change" hx-swap="none"></td></tr>{% endfor %}</tbody></table>
<div class="board" data-board>{% for stage in "123" %}<section class="col" data-column="{{ stage }}" aria-label="Stage {{ stage }}">
{% if stage == "1" %}<a class="dcard" href="/other" data-card="7" data-move="/move" data-version="4" draggable="true">Konex</a>{% endif %}</section>{% endfor %}</div>
<form method="get"><div class="fld"><label for="id_a">Account</label>{% include "ui/_pick.html" with address="/pick" name="account" value="" text="" attrs=attrs %}</div></form>
{% endblock %}"""  # noqa: E501
DIALOG = """{% extends dialog_base %}{% block title %}Log a call{% endblock %}{% block main %}
<form method="post" action="/log">{% csrf_token %}<div class="dlg-body form">{% form_errors form %}{% field form.note %}</div>
<footer class="dlg-foot"><button type="button" class="btn btn-ghost" data-close>Cancel</button><button class="btn btn-primary">Save</button></footer></form>
{% endblock %}"""  # noqa: E501


class Log(forms.Form):
    note = forms.CharField(max_length=20)

    def clean_note(self) -> str:
        if self.cleaned_data["note"] == "bad":
            raise forms.ValidationError("That says nothing.")
        return str(self.cleaned_data["note"])


class Seen:
    """What reached the server."""

    posts: list[tuple[str, dict[str, Any]]] = []


def draw(request: HttpRequest, source: str, status: int = 200, **context: Any) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request), status=status)


@login_not_required
def desk(request: HttpRequest) -> HttpResponse:
    return draw(request, PAGE, attrs={"id": "id_a", "class": "input w-full"})


@login_not_required
def log(request: HttpRequest) -> HttpResponse:
    form = Log(request.POST or None)
    if request.method == "GET":
        return draw(request, DIALOG, form=form)
    if not form.is_valid():
        return draw(request, DIALOG, 422, form=form)
    match form.cleaned_data["note"]:
        case "limit":
            return HttpResponse('<div class="note"><p>Ten percent is your limit.</p></div>', status=403)
        case "go":
            return HttpResponseRedirect("/other")
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = json.dumps({"toast": {"text": "Call logged.", "undo": "/undo"}})
    return answer


@login_not_required
def kept(request: HttpRequest) -> HttpResponse:
    Seen.posts.append((request.path, request.POST.dict()))
    if request.path == "/move" and request.POST["stage"] == "3":
        return HttpResponse('<div class="note"><p>This stage needs an approval.</p></div>', status=409)
    return HttpResponse(status=204)


@login_not_required
def pick(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"results": [{"id": 7, "text": f"{request.GET['q']}-code", "note": "<b>Berlin"}]})


urls = ModuleType("urls")
urls.urlpatterns = [  # type: ignore[attr-defined]
    path("", desk), path("other", desk), path("log", log), path("undo", kept), path("move", kept),
    path("cell", kept), path("pick", pick),
]  # fmt: skip


@pytest.fixture
def desk_page(settings: Any, page: Any) -> Any:
    settings.ROOT_URLCONF = urls
    Seen.posts = []
    page.goto("/")
    return page


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent || document.activeElement.name").strip())


def test_keys_walk_open_and_close(desk_page: Any) -> None:
    page = desk_page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "Row b"
    page.keyboard.press("k")
    assert focused(page) == "Row a"
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    page.keyboard.press("Escape")
    assert page.locator("#keys[open]").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/other")


def test_single_letters_are_off_in_fields_and_on_wish(desk_page: Any) -> None:
    page = desk_page
    page.focus("[name=a]")
    page.keyboard.type("?l")
    page.evaluate("document.body.dataset.keys = 'off'; document.activeElement.blur()")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("l")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    assert asked == []  # a drawer would be asked for at once


def test_a_dialog_keeps_what_is_wrong_and_gives_the_focus_back(desk_page: Any) -> None:
    page = desk_page
    page.keyboard.press("l")
    page.wait_for_selector("#drawer[open] [name=note]")
    assert focused(page) == "note"
    page.keyboard.press("Control+Enter")
    assert page.inner_text("#id_note_err") == "This is needed."
    page.fill("#drawer [name=note]", "bad")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=That says nothing.")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.fill("#drawer [name=note]", "limit")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#drawer [data-problem] >> text=Ten percent is your limit.")
    page.fill("#drawer [name=note]", "fine")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts >> text=Call logged.")
    assert page.locator("dialog[open]").count() == 0
    assert focused(page) == "Log"
    with page.expect_response("**/undo"):
        page.keyboard.press("z")
    page.wait_for_function("!document.querySelector('#toasts [data-toast]')")
    assert Seen.posts[-1][0] == "/undo"


def test_a_redirect_leaves_the_dialog_for_the_page(desk_page: Any) -> None:
    page = desk_page
    page.click("text=Log")
    page.fill("#drawer [name=note]", "go")
    page.click("#drawer .btn-primary")
    page.wait_for_url("**/other")


def test_without_a_script_the_dialog_is_a_page(settings: Any, new_visitor: Any) -> None:
    settings.ROOT_URLCONF = urls
    page = new_visitor(java_script_enabled=False)
    page.goto("/")
    page.click("text=Log")
    assert page.inner_text("h1") == "Log a call"
    page.fill("[name=note]", "bad")
    page.click("text=Save")
    assert "That says nothing." in page.inner_text("main")


def test_a_card_moves_by_key_and_by_mouse_and_comes_back_when_refused(desk_page: Any) -> None:
    page = desk_page
    page.focus("[data-card]")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector("[data-column='2'] [data-card]:not([data-busy])")
    assert Seen.posts == [("/move", {"stage": "2", "version": "4"})]
    assert focused(page) == "Konex"
    page.drag_and_drop("[data-card]", "[data-column='3']")
    page.wait_for_selector("#problem >> text=needs an approval")
    assert page.locator("[data-column='2'] [data-card]").count() == 1


def test_a_cell_saves_on_enter_and_reverts_on_escape(desk_page: Any) -> None:
    page = desk_page
    page.fill("[name=a]", "250")
    with page.expect_response("**/cell"):
        page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'b'")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    assert page.input_value("[name=b]") == "1"
    page.keyboard.press("Tab")  # what leaving a changed cell would send is asked for at once
    assert page.evaluate("document.activeElement.name") != "b"
    assert asked == []
    assert [values["a"] for place, values in Seen.posts if place == "/cell"] == ["250"]


def test_picking_asks_the_server_and_trusts_nothing_it_says(desk_page: Any) -> None:
    page = desk_page
    page.fill("#id_a", "kan")
    page.wait_for_selector("[data-pick-list] >> text=kan-code <b>Berlin")
    page.keyboard.press("Enter")
    assert page.input_value("[name=account]") == "7"
    assert page.input_value("#id_a") == "kan-code"


def test_the_theme_is_kept_on_this_device(desk_page: Any) -> None:
    page = desk_page
    page.context.add_cookies([{"name": "tandem_theme", "value": "tandem-dark", "url": page.url}])
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--fill')").strip() == "#58b9c2"
