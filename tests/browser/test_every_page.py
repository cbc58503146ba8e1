"""Every page of the access table, in a browser: axe finds nothing serious in light and dark, the script meets no error,
nothing is refused by the content security policy, and no request leaves the host (tests/chromium.py listens).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.access import WHO, expected
from tests.addresses import address, every_address
from tests.browser.test_answering import enter
from tests.cast import Cast, make_cast
from tests.scene import WORDS, things_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ROLES = ("nora", "olga", "erin", "adam")
# Whatever one sees first is looked at as each role; of other pages one role's view stands for all.
HOMES = {"workspace:today", "workspace:team", "workspace:business", "deals:board", "deals:table", "goals:index",
         "workspace:settings", "collaboration:waiting"}  # fmt: skip
NO_PAGES = ("pick", "suggest", "export", "job_file", "refused", "of_account", "-panel", "doers", "records",
            "colleagues", "deputies", "board_foot", "lately")  # fmt: skip
RUN = """async ([rules]) => {
  const options = { resultTypes: ["violations"], ...(rules ? { runOnly: { type: "rule", values: rules } } : {}) };
  const { violations } = await axe.run(document, options);
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) =>
      `${target.join(" ")} (${failureSummary.split("\\n")[1]?.trim() ?? ""})`).join("; ")}`);
}"""


@pytest.fixture
def scene(transactional_db: None) -> tuple[Cast, dict[str, Any]]:
    cast = make_cast()
    things = things_of(cast.olga, WORDS["olga"], cast)
    for person in cast.everybody():
        person.refresh_from_db()
    return cast, things


def to_visit(who: str, seen: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The pages that nobody looked at yet, and those that each role has its own of."""
    found = []
    for name, parameters in every_address():
        status = expected().get(name, (0,) * len(WHO))[WHO.index(who)]
        if (
            status == 200
            and (name not in seen or name in HOMES)
            and not any(part in name for part in NO_PAGES)
        ):
            seen.add(name)
            found.append((name, parameters))
    return found


def test_every_page_is_accessible_in_light_and_dark(
    scene: tuple[Cast, dict[str, Any]], new_visitor: Any, live_server: Any
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not here: make assets fetches it")
    cast, things = scene
    library, seen, faults = AXE.read_text(), set[str](), dict[str, Any]()
    for who in ROLES:
        page: Page = enter(
            new_visitor(viewport={"width": 1366, "height": 900}, color_scheme="light"),
            getattr(cast, who),
            live_server,
        )
        for name, parameters in to_visit(who, seen):
            answer = page.goto(address(name, parameters, things), wait_until="domcontentloaded")
            if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                continue
            page.evaluate(library)
            page.emulate_media(color_scheme="light")
            found = page.evaluate(RUN, [None])
            page.emulate_media(color_scheme="dark")
            found += [f"dark {one}" for one in page.evaluate(RUN, [["color-contrast"]])]
            if found:
                faults[f"{name} as {who}"] = found
    assert len(seen) > 60
    assert faults == {}, json.dumps(faults, indent=1)


def test_no_page_scrolls_sideways_on_a_small_phone(
    scene: tuple[Cast, dict[str, Any]], new_visitor: Any, live_server: Any
) -> None:
    cast, things = scene
    seen, wide = set[str](), {}
    for who in ROLES:
        page: Page = enter(
            new_visitor(viewport={"width": 320, "height": 640}), getattr(cast, who), live_server
        )
        for name, parameters in to_visit(who, seen):
            answer = page.goto(address(name, parameters, things), wait_until="domcontentloaded")
            if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                continue
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 0:
                wide[f"{name} as {who}"] = over
    assert wide == {}
