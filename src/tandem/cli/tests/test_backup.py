"""Backup and restore, as a person would run them, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler

from tandem.cli import archive
from tandem.cli.archive import address_of
from tandem.cli.ready import Stop
from tandem.config.settings import database

from .place import Place

pytestmark = pytest.mark.timeout(600)

PASSWORD = "three-blue-herons\n"


def test_a_backup_comes_back_in_an_empty_database(new_place: Callable[..., Place]) -> None:
    here, there = new_place(), new_place(empty=True)
    here.done(
        "create-admin", "--email", "ada@maple.example", "--name", "Ada", "--password-stdin", stdin=PASSWORD
    )
    (here.folder / "var" / "files").mkdir(parents=True)
    (here.folder / "var" / "files" / "offer.txt").write_text("three lines")
    file = here.folder / "saved.tandem"

    assert json.loads(here.done("backup", str(file), "--json"))["bytes"] > 1000
    assert file.stat().st_mode & 0o077 == 0
    assert here.refused("backup", str(file)) == (
        f"{file} exists already. Choose another name, or overwrite it with --force."
    )

    assert there.done("restore", str(file)).startswith("Restored what was saved on ")
    assert (there.folder / "var" / "files" / "offer.txt").read_text() == "three lines"
    taken = there.refused("create-admin", "--email", "Ada@maple.example", "--name", "A", "--password-stdin")
    assert taken.startswith("Somebody with the address Ada@maple.example exists already.")

    assert there.refused("restore", str(file)).startswith("The database is not empty.")
    there.done("restore", str(file), "--force")
    assert there.done("migrate", "--check") == "The database is up to date.\n"


@pytest.mark.sqlite  # the file is read before the database is touched
def test_what_is_no_backup_or_a_newer_one_is_refused_before_anything_is_touched(
    new_place: Callable[..., Place],
) -> None:
    here = new_place()
    other = here.folder / "other.tandem"
    other.write_text("not a backup")
    assert here.refused("restore", str(other)) == f"{other} is no backup made by Tandem, or it is damaged."

    newer = here.folder / "newer.tandem"
    _write_manifest(newer, migrations=["people.9999_from_the_future"])
    assert "was made by a newer Tandem" in here.refused("restore", str(newer))


@pytest.mark.sqlite  # the tools are not run
def test_restoring_is_tried_again_where_somebody_s_write_was_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def deadlocked(program: str, *arguments: str) -> None:
        asked.append(program)
        if len(asked) < limit:
            raise Stop("psql failed: ERROR:  deadlock detected.", "Nothing was changed.")

    monkeypatch.setattr(archive, "_run", deadlocked)
    monkeypatch.setattr(archive.time, "sleep", lambda seconds: None)
    limit = 3
    archive.replace_at_once("DROP", Path("saved.sql"))
    assert len(asked) == 3
    limit = 100
    with pytest.raises(Stop, match=r"Nothing was changed\. Stop `tandem serve` and `tandem worker`"):
        archive.replace_at_once("DROP", Path("saved.sql"))


def _write_manifest(file: object, migrations: list[str]) -> None:
    import io
    import tarfile

    text = json.dumps({"format": 1, "tandem": "9.0", "database": "sqlite", "migrations": migrations}).encode()
    with tarfile.open(str(file), "w:gz") as tar:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))


def test_the_tools_of_postgresql_get_all_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_POOL", "0")
    told = "postgresql:///tandem?host=/run/db&port=5433&user=ada&password=s%20e&sslmode=require&connect_timeout=3"
    reached = address_of(ConnectionHandler({"default": database(told)})["default"])
    assert {name: reached[name] for name in reached if name not in ("PGOPTIONS", "PGCLIENTENCODING")} == {
        "PGHOST": "/run/db",
        "PGPORT": "5433",
        "PGUSER": "ada",
        "PGPASSWORD": "s e",
        "PGDATABASE": "tandem",
        "PGSSLMODE": "require",
        "PGCONNECT_TIMEOUT": "3",
    }
