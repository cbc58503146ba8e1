"""What a visitor does in every journey: come in, walk by Tab, see whether all of it fits and can be hit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.value || "";
  return label.trim().replace(/\\s+/g, " ");
}"""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Whether what has the focus can be seen to have it: a ring or shadow, inside the window, and nothing lies over it.
SEEN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  if (at === document.body) return "nothing has the focus";
  // A field with words beside it has the ring round both.
  const ringed = [at, at.closest(".affix")].filter(Boolean).map((one) => getComputedStyle(one)).some((style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none");
  if (!ringed) return "no ring";
  const [x, y] = [box.left + Math.min(box.width / 2, 20), box.top + box.height / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `outside the window at ${x}, ${y}`;
  const top = document.elementFromPoint(x, y);
  const labels = [...(at.labels ?? [])];
  const shown = top && (at.contains(top) || top.contains(at) || labels.some((one) => one.contains(top)));
  return shown ? "" : `under ${top?.tagName} ${top?.className}`;
}"""
# What can be tapped and is lower than 40 px: buttons, fields and menus; links inside a sentence or a table are text.
LOW = """(scope) => {
  const tapped = "a.btn, button, summary, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";
  return [...document.querySelectorAll(scope)].flatMap((root) => [...root.querySelectorAll(tapped)])
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .map((each) => [each.ariaLabel || each.innerText || each.name, each.getBoundingClientRect().height])
    .filter(([, height]) => height < 40).map(([name, height]) => `${name}: ${height} px`);
}"""


def enter(page: Page, person: Any, live_server: Any) -> Page:
    """Let somebody in without asking for their password."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def focused(page: Page) -> str:
    """The name of what has the focus."""
    return str(page.evaluate(FOCUSED))


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press Tab until what is called so has the focus, as somebody without a mouse does, and see that it shows it."""
    page.wait_for_load_state()
    for _ in range(150):
        if re.search(words, focused(page)):
            assert page.evaluate(SEEN) == "", f"“{words}” on {page.url}: {page.evaluate(SEEN)}"
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches “{words}” on {page.url}")


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    over = page.evaluate(OVER)
    assert over <= 0, f"{page.url} is {over} px wider than the window"


def too_low(page: Page, scope: str = "main, dialog[open]") -> list[str]:
    """What is too low for a finger."""
    return list(page.evaluate(LOW, scope))
