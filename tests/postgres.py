"""A PostgreSQL of our own for the length of a test run.

    python -m tests.postgres COMMAND…    start one, run the command on it, stop it
    TANDEM_TEST_DATABASE=postgres pytest  the test settings start it themselves, through `address()`

It is made from the server's binaries on this machine, in a temporary folder, reachable only through a socket
there, and ends with the process that started it, however that ends.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ADDRESS = "TANDEM_TEST_POSTGRES"  # the folder of the socket, handed on to child processes

ABSENT = "PostgreSQL: not tested here, its server is not on this machine (Debian: apt install postgresql)."

INITDB = ["--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8"]

# Runs the server and reads a pipe that we hold: when this process is gone, killed or not, the server stops.
KEEPER = '"$@" <&- & read line; kill -INT $!; wait $!'

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "timezone": "UTC",
}


def in_ci() -> bool:
    """Whether leaving anything out is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def binaries() -> Path | None:
    """The folder that holds initdb and postgres: the newest of Debian's, or the one on PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for initdb in sorted(versions, key=lambda path: int(path.parts[-3].split(".")[0]), reverse=True):
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> dict[str, Any]:
    """How to start a process that the server accepts: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise SystemExit("PostgreSQL does not run as root, and this machine has no other user for it (nobody).")


@contextmanager
def server(folder: Path, **more: str) -> Iterator[Path]:
    """Run a server whose data and socket lie in `folder`; it stops at the end of the block. `more`: its options.

    Data that an earlier server left there are taken up.
    """
    found = binaries()
    if found is None:
        raise SystemExit(ABSENT)
    account = _unprivileged()
    if account:
        os.chown(folder, account["user"], account["group"])
    folder.chmod(0o755)  # the socket in it is for the tests, which may be root's
    data = folder / "data"
    base = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}, **account}
    if not (data / "PG_VERSION").exists():
        _make(found, data, base)
    options = [word for name, value in {**OPTIONS, **more}.items() for word in ("-c", f"{name}={value}")]
    process = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "sh", found / "postgres", "-D", data, "-k", folder, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("w"),
        start_new_session=True,
        **base,
    )
    try:
        _wait_until_ready(found, folder, process)
        yield folder
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=30)


def _make(found: Path, data: Path, base: dict[str, Any]) -> None:
    made = subprocess.run(
        [found / "initdb", "--pgdata", data, "--username", "tandem", "--auth", "trust", *INITDB],
        capture_output=True,
        text=True,
        **base,
    )
    if made.returncode:
        raise SystemExit(f"initdb failed: {made.stderr.strip()}")


def _wait_until_ready(found: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        ready = subprocess.run(
            [found / "pg_isready", "--quiet", "--host", folder, "--dbname", "postgres"], check=False
        )
        if ready.returncode == 0:
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start: {(folder / 'log').read_text().strip()}")


def address() -> str:
    """The socket folder of this run's server, started now unless a parent process has one."""
    if ADDRESS not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="tandem-pg-"))
        running = server(folder)
        os.environ[ADDRESS] = str(running.__enter__())

        def stop() -> None:
            running.__exit__(None, None, None)
            shutil.rmtree(folder, ignore_errors=True)

        atexit.register(stop)
    return os.environ[ADDRESS]


def database() -> dict[str, Any]:
    """The entry for Django's DATABASES."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": address(),
        "NAME": "postgres",
        "USER": "tandem",
        "TEST": {"NAME": "tandem_test"},
    }


def main(command: list[str]) -> int:
    """Run `command` on a server of its own; without a server on the machine say so, and fail only in CI."""
    if binaries() is None:
        print(ABSENT)
        return 1 if in_ci() else 0
    with tempfile.TemporaryDirectory(prefix="tandem-pg-") as folder, server(Path(folder)) as socket:
        surroundings = {**os.environ, ADDRESS: str(socket), "TANDEM_TEST_DATABASE": "postgres"}
        return subprocess.run(command, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
