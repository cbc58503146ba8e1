"""The backup file: a compressed tar of manifest.json, the database, and the uploaded files.

The database lies in it as its own tools write it: a SQLite file, or pg_dump's custom format. The manifest says which,
and which migrations it had, so that a backup of a newer Tandem is refused before anything is touched.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tandem import __version__
from tandem.cli.ready import Stop

FORMAT = 1
ATTEMPTS = 6
DEADLOCK = "deadlock detected"
"""What PostgreSQL says where somebody's write and the restoring wait for each other: nothing was done, so it is tried
again."""
MANIFEST, PAYLOAD, FILES = "manifest.json", "database", "files"


def write(file: Path) -> dict[str, Any]:
    """Write a backup; the file appears only when it is whole. Returns its manifest."""
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tandem": __version__,
        "database": connection.vendor,
        "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
    }
    file = file.absolute()
    if not file.parent.is_dir():
        raise Stop(f"There is no folder {file.parent}.")
    with tempfile.TemporaryDirectory(prefix=".tandem-", dir=file.parent) as folder:
        payload, whole = Path(folder, PAYLOAD), Path(folder, "whole")
        (_dump_sqlite if connection.vendor == "sqlite" else _dump_postgres)(payload)
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w:gz", compresslevel=6) as tar:
            text = json.dumps(manifest, indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(text)
            tar.addfile(head, io.BytesIO(text))
            tar.add(payload, PAYLOAD)
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, FILES)
        whole.replace(file)
    return manifest


def read_manifest(file: Path) -> dict[str, Any]:
    """What a backup says about itself; Stop when it is none or not for this Tandem."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            first = tar.next()
            content = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
            if content is None:
                raise Stop(f"{file} is no backup made by Tandem.")
            manifest: dict[str, Any] = json.load(content)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Stop(f"{file} is no backup made by Tandem, or it is damaged.") from error
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if manifest["format"] > FORMAT or not set(manifest["migrations"]) <= known:
        raise Stop(
            f"{file} was made by a newer Tandem ({manifest['tandem']}; this is {__version__}).",
            "Upgrade this one first.",
        )
    if manifest["database"] != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Stop(
            f"{file} is a backup of {names[manifest['database']]}, and TANDEM_DATABASE is "
            f"{names[connection.vendor]}.",
            "Restore it into a database of its own kind.",
        )
    return manifest


def restore(file: Path) -> None:
    """Replace the database by the one in the backup, at once or not at all, then put the files back."""
    data = Path(settings.DATA)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tandem-", dir=data) as folder:
        try:
            with tarfile.open(file, "r:gz") as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError, OSError) as error:
            raise Stop(f"{file} is damaged: {error}.", "Nothing was changed.") from error
        payload, files = Path(folder, PAYLOAD), Path(folder, FILES)
        connection.close()
        (_load_sqlite if connection.vendor == "sqlite" else _load_postgres)(payload)
        if files.is_dir():
            shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)


def _dump_sqlite(target: Path) -> None:
    """Copy page by page while others write, then look whether the copy is sound."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise Stop(f"The database is damaged: {verdict}.", "Restore the last good backup.")


def _load_sqlite(source: Path) -> None:
    name = Path(connection.settings_dict["NAME"])
    name.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as saved:
        if saved.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Stop("The database in this backup is damaged.", "Nothing was changed.")
        with closing(sqlite3.connect(name)) as present:
            saved.backup(present)


def _dump_postgres(target: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _run("pg_restore", "--list", str(target), connect=False)


def _load_postgres(source: Path) -> None:
    """In one transaction: what was there is dropped only if everything arrives."""
    script = source.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source), connect=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
    connection.close()
    replace_at_once(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema};", script)


def replace_at_once(clear: str, script: Path) -> None:
    """Clear the database and run the script in one transaction, again where somebody's write was in the way."""
    at_once = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    for attempt in range(ATTEMPTS):
        try:
            _run("psql", *at_once, "-c", clear, "-f", str(script))
            return
        except Stop as stopped:
            if DEADLOCK not in str(stopped):
                raise
        time.sleep(attempt / 2)
    raise Stop(
        "Others write without pause. Nothing was changed.",
        "Stop `tandem serve` and `tandem worker`, and try again.",
    )


def _run(program: str, *arguments: str, connect: bool = True) -> None:
    """Run one of PostgreSQL's tools on the database of the settings."""
    found = _tool(program)
    surroundings = {**os.environ, **(address_of(connection) if connect else {})}
    done = subprocess.run([found, *arguments], env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Stop(f"{program} failed: {cause}.", "Nothing was changed.")


def address_of(database: Any) -> dict[str, str]:
    """The variables with which PostgreSQL's tools reach a database, all of its address, also what follows a question
    mark in TANDEM_DATABASE. A password is seen by nobody there, unlike in arguments."""
    from psycopg import pq

    variables = {
        one.keyword.decode(): one.envvar.decode() for one in pq.Conninfo.get_defaults() if one.envvar
    }
    told = database.get_connection_params()
    return {variables[name]: str(value) for name, value in told.items() if name in variables and value}


def _tool(program: str) -> str:
    """Where the newest of PostgreSQL's tools is: an older one than the server refuses to work."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = sorted(versions, key=lambda path: int(path.parts[-3].split(".")[0]))
    if newest:
        return str(newest[-1])
    found = shutil.which(program)
    if found is None:
        raise Stop(f"{program} is not on this machine.", "On Debian: apt install postgresql-client.")
    return found
