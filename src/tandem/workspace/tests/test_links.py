"""The pages of Settings that are led to."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders

from tandem.workspace.links import GROUPS


def test_every_page_of_settings_has_an_icon_that_was_built() -> None:
    """The build does not find names that are chosen in Python: they stand in icons.txt."""
    built = Path(str(finders.find("tandem/icons.svg"))).read_text()
    icons = {link.icon for group in GROUPS for link in group.links}
    assert len(icons) > 10
    assert {icon for icon in icons if f'<symbol id="{icon}"' not in built} == set()
