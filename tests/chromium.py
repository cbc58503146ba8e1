"""A Chromium found on this machine, for the journeys.

    python -m tests.chromium COMMAND…    run the command if there is a browser, say one line if not

Fixtures: `browser` (one per process), `page` (a fresh visitor of `live_server`, who must meet no error, no
refused script and no foreign host), `new_visitor` (more of them, of any size).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.postgres import in_ci

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 30_000  # ms, for whatever a journey waits for: costs nothing but where the machine is busy, or a test fails
# What htmx reports of a request whose visitor went elsewhere, or was done, before the answer came.
LEFT = ("htmx:afterRequest", "htmx:sendAbort")
# A visitor presses once a page is there with its scripts; sooner a link is a plain link, to a page of its own.
PATIENT = """addEventListener("click", (event) => {
  if (document.readyState === "complete") return;
  event.stopImmediatePropagation();
  event.preventDefault();
  addEventListener("load", () => event.target.click(), { once: true });
}, true);"""
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]


def executable() -> str | None:
    """The path of a Chromium: the machine's, else the one that `playwright install chromium` fetched."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    caches = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(caches.glob("chromium-*/chrome-linux*/chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser itself, started once per process."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable(), args=OPTIONS)
        yield running
        running.close()


class Visit:
    """What a visitor met that nobody should meet."""

    def __init__(self, home: str) -> None:
        self.host = urlsplit(home).netloc
        self.faults: list[str] = []

    def heard(self, message: ConsoleMessage) -> None:
        if message.text.startswith(LEFT):
            return
        # A refused form or a row out of reach answers 4xx on purpose, which the browser reports as an error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def failed(self, error: Any) -> None:
        self.faults.append(f"script: {error}")

    def asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.faults.append(f"foreign host: {request.url}")

    def answered(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"answered {response.status}: {response.url}")

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self.heard)
        context.on("weberror", lambda raised: self.failed(raised.error))
        context.on("request", self.asked)
        context.on("response", self.answered)


@pytest.fixture
def new_visitor(browser: Browser, live_server: Any) -> Iterator[Any]:
    """A function that opens a window of its own: `new_visitor(viewport=…, color_scheme=…) -> Page`."""
    contexts: list[BrowserContext] = []
    visit = Visit(live_server.url)

    def open_window(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(PATIENT)
        visit.watch(context)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert not visit.faults, "\n".join(visit.faults)


@pytest.fixture
def page(new_visitor: Any) -> Page:
    """A visitor at a desk, not signed in."""
    return new_visitor(viewport={"width": 1366, "height": 900})


def main(command: list[str]) -> int:
    """Run `command` if this machine has a browser; without one say so, and fail only in CI."""
    if executable() is None:
        print("Browser journeys: not run here, no Chromium on this machine (Debian: apt install chromium).")
        return 1 if in_ci() else 0
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
