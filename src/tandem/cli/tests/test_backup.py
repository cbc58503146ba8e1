"""Backup and restore, as a person would run them, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

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


def _write_manifest(file: object, migrations: list[str]) -> None:
    import io
    import tarfile

    text = json.dumps({"format": 1, "tandem": "9.0", "database": "sqlite", "migrations": migrations}).encode()
    with tarfile.open(str(file), "w:gz") as tar:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
