"""The wheel: built once, it holds everything, and runs where there is no Node."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(not (ROOT / "src/tandem/frontend/static/.built").exists(), reason="make assets first"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this copy of the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--skip-dependency-check",
        "--outdir",
        folder,
        ROOT,
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_it_holds_what_is_built_and_not_what_it_is_built_from(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    built = ["static/tandem/tandem.css", "static/tandem/app.js", "templates/frame.html"]
    for needed in built:
        assert f"tandem/frontend/{needed}" in names
    assert "tandem/people/migrations/0001_first.py" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "/tests/" in name or "/static_src/" in name]


def test_it_runs_in_an_empty_folder_without_node(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel]
    subprocess.run(pip, check=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
    surroundings = {**kept, "PYTHONPATH": str(site), "PATH": "/nowhere"}
    where = [sys.executable, "-c", "import tandem; print(tandem.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(site))

    demo = [sys.executable, "-W", "ignore", "-m", "tandem", "demo", "--empty", "--port", "8791"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(demo, cwd=tmp_path, env=surroundings, stdout=log, stderr=log)
    try:
        assert "Welcome" in _page("http://127.0.0.1:8791/welcome/", tmp_path / "log")
        assert "--target" in _page("http://127.0.0.1:8791/static/tandem/tandem.css", tmp_path / "log")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _page(address: str, log: Path) -> str:
    for _ in range(300):
        try:
            with urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())
