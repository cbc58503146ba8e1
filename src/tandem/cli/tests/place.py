"""A Tandem of its own in a folder: the command as a person would run it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Place:
    """A data folder and a database; `run("migrate")` runs the command there."""

    folder: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Only what a shell would have, and this place."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))
        }
        place = {
            "TANDEM_DATA": str(self.folder / "var"),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        if self.database:
            place["TANDEM_DATABASE"] = self.database
        return {**kept, **place, **self.settings}

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tandem", *arguments],
            cwd=self.folder,
            env=self.environment(),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )

    def done(self, *arguments: str, stdin: str = "") -> str:
        """Run it, expect it to succeed, and return what it printed."""
        ended = self.run(*arguments, stdin=stdin)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def refused(self, *arguments: str) -> str:
        """Run it, expect exit code 1 and a sentence without a traceback, and return the sentence."""
        ended = self.run(*arguments)
        assert ended.returncode == 1, (ended.returncode, ended.stdout, ended.stderr)
        assert "Traceback" not in ended.stderr
        return ended.stderr.strip()
