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
