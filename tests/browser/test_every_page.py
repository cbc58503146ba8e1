"""Every page of the access table, in a browser: axe finds nothing serious in light and dark, nothing scrolls sideways
on a small phone, the script meets no error, nothing is refused by the content security policy, and no request leaves
the host (tests/chromium.py listens).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.access import WHO, expected
from tests.addresses import address, every_address
from tests.browser.hands import DESK, OVER, enter
from tests.cast import Cast, make_cast
from tests.scene import WORDS, things_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SMALLEST = {"width": 320, "height": 640}
ROLES = ("nora", "olga", "erin", "adam")
# Whatever one sees first is looked at as each role; of other pages one role's view stands for all.
HOMES = {"workspace:today", "workspace:team", "workspace:business", "deals:board", "deals:table", "goals:index",
         "workspace:settings", "collaboration:waiting"}  # fmt: skip
NO_PAGES = ("pick", "suggest", "export", "job_file", "refused", "of_account", "-panel", "doers", "records",
            "colleagues", "deputies", "board_foot", "lately")  # fmt: skip
RUN = """async ([rules, part]) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } }, // off unless asked for
    ...(rules ? { runOnly: { type: "rule", values: rules } } : {}) };
  const { violations } = await axe.run((part && document.querySelector(part)) || document, options);
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) =>
      `${target.join(" ")} (${failureSummary.split("\\n")[1]?.trim() ?? ""})`).join("; ")}`);
}"""


def scene() -> tuple[Cast, dict[str, Any]]:
    """Everybody, and one of everything of Olga's."""
    cast = make_cast()
    things = things_of(cast.olga, WORDS["olga"], cast)
    for person in cast.everybody():
        person.refresh_from_db()
    return cast, things


def to_visit(who: str) -> list[tuple[str, tuple[str, ...]]]:
    """The pages that each role has its own of, and of the others this one's part, dealt out to who may open them."""
    found = []
    for number, (name, parameters) in enumerate(every_address()):
        statuses = expected().get(name, (0,) * len(WHO))
        opens = [role for role in ROLES if statuses[WHO.index(role)] == 200]
        its_own = name in HOMES or not opens or opens[number % len(opens)] == who
        if who in opens and its_own and not any(part in name for part in NO_PAGES):
            found.append((name, parameters))
    return found


def test_the_pages_of_all_roles_are_the_pages() -> None:
    assert len({name for who in ROLES for name, _ in to_visit(who)}) > 60


def test_what_is_too_small_to_press_is_found(new_visitor: Any) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not here: make assets fetches it")
    page: Page = new_visitor(viewport=DESK)
    small = '<button style="width:12px;height:12px;padding:0;border:0">x</button>'
    page.set_content(f'<html lang="en"><title>x</title><main><h1>x</h1>{small}{small}</main>')
    page.evaluate(AXE.read_text())
    for rules in (None, ["target-size"]):
        assert any(one.startswith("target-size") for one in page.evaluate(RUN, [rules, None]))


@pytest.mark.parametrize("who", ROLES)
def test_every_page_is_accessible_in_light_and_dark_and_fits_a_small_phone(
    prepared: Any, new_visitor: Any, live_server: Any, who: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not here: make assets fetches it")
    cast, things = prepared(scene)
    library, faults = AXE.read_text(), dict[str, Any]()
    page: Page = enter(new_visitor(viewport=DESK), getattr(cast, who), live_server)
    around = None
    for name, parameters in to_visit(who):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)
        answer = page.goto(address(name, parameters, things), wait_until="domcontentloaded")
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.evaluate(library)
        found = page.evaluate(RUN, [None, None])
        page.emulate_media(color_scheme="dark")
        # What stands round every page has the same colors on each: once for a role is enough.
        found += [f"dark {one}" for one in page.evaluate(RUN, [["color-contrast"], around])]
        around = "#main"
        page.set_viewport_size(SMALLEST)
        found += [f"phone {one}" for one in page.evaluate(RUN, [["target-size"], None])]
        over = page.evaluate(OVER)
        if over > 0:
            found.append(f"{over} px wider than a small phone")
        if found:
            faults[name] = found
    assert faults == {}, json.dumps(faults, indent=1)
