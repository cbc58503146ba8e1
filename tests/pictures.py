"""The pictures of the README and the tour, taken from the demonstration company: `make pictures`.

    python -m tests.pictures docs/pictures

Starts `tandem demo` on a database of its own in a temporary folder, looks at it in a headless Chromium, and stops it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chromium import OPTIONS, executable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LARGEST = 150_000  # bytes
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1200, "height": 750}
# name: who looks, where, how large, light or dark
PICTURES = {
    "today": ("officer", "/today/", DESK, "light"),
    "board": ("officer", "/deals/", DESK, "light"),
    "board-dark": ("officer", "/deals/", DESK, "dark"),
    "today-phone": ("officer", "/today/", PHONE, "light"),
    "team": ("manager", "/team/", DESK, "light"),
    "team-dark": ("manager", "/team/", DESK, "dark"),
    "goals": ("manager", "/goals/", DESK, "light"),
    "waiting": ("manager", "/collaboration/waiting/", DESK, "light"),
    "business": ("executive", "/business/", DESK, "light"),
    "customers": ("manager", "/customers/", DESK, "light"),
}


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tandem-pictures-") as place, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "TANDEM_DATA": place}
        command = [sys.executable, "-m", "tandem", "demo", "--port", str(port)]
        with subprocess.Popen(command, env=environment, start_new_session=True) as server:
            try:
                wait_for(f"http://127.0.0.1:{port}/health")
                take_all(f"http://127.0.0.1:{port}", folder)
            finally:
                server.terminate()


def wait_for(address: str, seconds: int = 600) -> None:
    """Until the server answers: the company is made first."""
    for _ in range(seconds):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"{address} did not answer within {seconds} seconds.")


def take_all(home: str, folder: Path) -> None:
    """Every picture, and a line about each."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=OPTIONS)
        for name in PICTURES:
            size = take(browser, home, name, folder / f"{name}.png")
            print(f"{folder / name}.png, {size:,} bytes")
            if size > LARGEST:
                raise SystemExit(f"{name}.png is larger than {LARGEST:,} bytes.")
        browser.close()


def take(browser: Browser, home: str, name: str, target: Path) -> int:
    """One picture; returns its size in bytes."""
    who, where, size, scheme = PICTURES[name]
    context = browser.new_context(viewport=size, color_scheme=scheme, base_url=home, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/welcome/")
    page.get_by_role("button", name=re.compile(f"Explore as {who}", re.I)).click()
    page.wait_for_load_state("networkidle")
    page.goto(where)
    page.wait_for_load_state("networkidle")
    target.write_bytes(squeezed(page.screenshot()))
    context.close()
    return target.stat().st_size


def squeezed(png: bytes) -> bytes:
    """The same picture, compressed as far as zlib can."""
    head, rest, data, other = png[:8], png[8:], b"", b""
    while rest:
        length, kind = int.from_bytes(rest[:4], "big"), rest[4:8]
        if kind == b"IDAT":
            data += rest[8 : 8 + length]
        elif kind == b"IHDR":
            head += rest[: 12 + length]
        elif kind == b"IEND":
            other = rest[: 12 + length]
        rest = rest[12 + length :]
    packed = b"IDAT" + zlib.compress(zlib.decompress(data), 9)
    size, check = (len(packed) - 4).to_bytes(4, "big"), zlib.crc32(packed).to_bytes(4, "big")
    return head + size + packed + check + other


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
