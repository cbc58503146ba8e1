"""The documents say what is true: links lead somewhere, every library has its reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_library_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    reasons = (ROOT / "docs" / "decisions" / "0002-libraries.md").read_text().lower()
    for wanted in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        name = re.match(r"[\w-]+", wanted)
        assert name is not None
        assert name[0].lower() in reasons, f"{name[0]} has no line in docs/decisions/0002-libraries.md"


def test_pictures_are_small() -> None:
    """`make pictures` takes them, and refuses larger ones."""
    for picture in (ROOT / "docs" / "pictures").glob("*.png"):
        assert picture.stat().st_size < 150_000, picture.name


def test_no_file_holds_what_a_merge_left() -> None:
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    kinds = {".py", ".html", ".js", ".css", ".md", ".json", ".toml"}
    files = [path for folder in ("src", "tests", "docs", "bench") for path in (ROOT / folder).rglob("*")]
    kept = [path for path in files if path.suffix in kinds and "static/tandem" not in path.as_posix()]
    assert [
        str(path.relative_to(ROOT)) for path in kept if marks.search(path.read_text(errors="replace"))
    ] == []
