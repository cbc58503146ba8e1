"""Wheel builds: make the styles and scripts first, so that whoever installs the wheel needs no Node."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
import build_assets


class AssetsHook(BuildHookInterface):
    """Builds the assets for wheels; an editable install leaves that to the Makefile."""

    def dependencies(self) -> list[str]:
        """Node as a build requirement, where the machine has none."""
        return [] if build_assets.node_on_path() else [build_assets.NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable" or not (root / "package.json").exists():
            return
        subprocess.run([sys.executable, "build_assets.py"], cwd=root, check=True)
