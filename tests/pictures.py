"""The pictures of the README and the tour, taken from the demonstration company: `make pictures`.

    python -m tests.pictures docs/pictures

Starts `tandem demo` on a database of its own in a temporary folder, looks at it in a headless Chromium, and stops it.
"""

from __future__ import annotations

import base64
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.chromium import OPTIONS, executable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LARGEST = 150_000  # bytes
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1200, "height": 750}
WIDE = {"width": 1366, "height": 854}
DECODE = """async (text) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${text}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let bytes = "";
  for (let at = 0; at < data.length; at += 32768) bytes += String.fromCharCode(...data.subarray(at, at + 32768));
  return [image.width, image.height, btoa(bytes)];
}"""
# name: who looks, where, how large, light or dark
PICTURES = {
    "today": ("officer", "/today/", DESK, "light"),
    "board": ("officer", "/deals/", DESK, "light"),
    "board-dark": ("officer", "/deals/", DESK, "dark"),
    "today-phone": ("officer", "/today/", PHONE, "light"),
    "team": ("manager", "/team/", DESK, "light"),
    "goals": ("manager", "/goals/", DESK, "light"),
    "workbench": ("executive", "/goals/", WIDE, "light"),
    "business": ("executive", "/business/", DESK, "light"),
}
# name: what is clicked there first
CLICKED = {"workbench": "a[href^='/goals/plan/']:not([href*='new'])"}


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
    if name in CLICKED:
        page.locator(CLICKED[name]).first.click()
        page.wait_for_load_state("networkidle")
    target.write_bytes(squeezed(pixels_of(browser, page.screenshot())))
    context.close()
    return target.stat().st_size


def pixels_of(browser: Browser, png: bytes) -> np.ndarray:
    """The picture as height × width × red, green, blue; the browser decodes it."""
    page = browser.new_page()
    width, height, text = page.evaluate(DECODE, base64.b64encode(png).decode())
    page.close()
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)[:, :, :3]


def squeezed(pixels: np.ndarray) -> bytes:
    """A PNG of 256 colors: the most frequent ones, and for every other color the nearest of them."""
    height, width, _ = pixels.shape
    coarse = pixels.reshape(-1, 3) >> 2 << 2
    colors, which, counts = np.unique(coarse, axis=0, return_inverse=True, return_counts=True)
    palette = colors[np.argsort(-counts)[:256]].astype(np.int32)
    nearest = np.array(
        [np.abs(palette - one).sum(axis=1).argmin() for one in colors.astype(np.int32)], np.uint8
    )
    rows = nearest[which.reshape(-1)].reshape(height, width)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette.astype(np.uint8).tobytes()), (b"IDAT", zlib.compress(data, 9)),
              (b"IEND", b""))  # fmt: skip
    packed = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
