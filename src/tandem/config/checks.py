"""What is wrong with the configuration: an id, a sentence, and what to do about it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections

from tandem.config import env

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}
Apps = Sequence[AppConfig] | None


def _is_public() -> bool:
    return bool(set(settings.ALLOWED_HOSTS) - LOOPBACK)


@register(Tags.security)
def secret_key(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if len(settings.SECRET_KEY) >= 32 or not _is_public():
        return []
    return [
        Error(
            "The secret key is shorter than 32 characters, so sessions can be forged.",
            hint="Unset TANDEM_SECRET_KEY and Tandem makes one, or set 50 random characters.",
            id="tandem.E001",
        )
    ]


@register(Tags.security)
def demo_door(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not (settings.TANDEM_DEMO and _is_public()):
        return []
    return [
        Error(
            "The demonstration opens a door without a password, and TANDEM_HOSTS makes it public.",
            hint="Unset TANDEM_DEMO to serve others, or TANDEM_HOSTS to look around on this machine.",
            id="tandem.E002",
        )
    ]


@register(Tags.security)
def https(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.TANDEM_HTTPS or not _is_public():
        return []
    return [
        Caution(
            "Tandem is public but not by https: passwords travel readably.",
            hint="Put a proxy with a certificate in front, then set TANDEM_HTTPS=yes and TANDEM_BEHIND_PROXY=yes.",
            id="tandem.W001",
        )
    ]


@register(Tags.security)
def debug(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and _is_public()):
        return []
    return [
        Error(
            "TANDEM_DEBUG shows the insides of every failure to the public.",
            hint="Unset TANDEM_DEBUG.",
            id="tandem.E003",
        )
    ]


OF_COMMANDS = ("PASSWORD",)  # read by `tandem create-admin` only


@register()
def unknown_settings(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    known = set(env.DECLARED)
    found: list[CheckMessage] = []
    for variable in sorted(os.environ):
        name = variable.removeprefix(env.PREFIX)
        if name == variable or name in known or name in OF_COMMANDS or name.startswith("TEST_"):
            continue
        near = get_close_matches(name, known, n=1)
        hint = (
            f"Did you mean {env.PREFIX}{near[0]}?" if near else "docs/reference/settings.md lists them all."
        )
        found.append(Caution(f"{variable} is no setting of Tandem.", hint=hint, id="tandem.W002"))
    return found


@register()
def day(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.TANDEM_TODAY:
        try:
            asked = date.fromisoformat(settings.TANDEM_TODAY)
        except ValueError:
            found.append(
                Error(
                    f"TANDEM_TODAY is {settings.TANDEM_TODAY!r}, which is no day.",
                    hint="Write year, month and day: 2017-10-02.",
                    id="tandem.E004",
                )
            )
        else:
            if asked > datetime.now(UTC).date() + timedelta(days=1):
                found.append(
                    Caution(
                        f"TANDEM_TODAY is {asked}, which is yet to come.",
                        hint="Write a past day, or unset it for today.",
                        id="tandem.W005",
                    )
                )
    return found


NUMBERS = {"WORKERS": (1, 500), "THREADS": (1, 500), "POOL": (0, 1000), "EMAIL_PORT": (1, 65535)}


@register()
def numbers(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{env.PREFIX}{name} is {env.text(name)!r}.",
            hint=f"Write a whole number from {least:,} to {most:,}.",
            id="tandem.E011",
        )
        for name, (least, most) in NUMBERS.items()
        if env.text(name) and not (env.text(name).isdecimal() and least <= int(env.text(name)) <= most)
    ]


@register()
def mail(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.EMAIL_HOST or not _is_public():
        return []
    return [
        Caution(
            "No mail server is set: invitations and password resets go nowhere but the log.",
            hint="Set TANDEM_EMAIL_HOST, TANDEM_EMAIL_USER, TANDEM_EMAIL_PASSWORD and TANDEM_EMAIL_FROM.",
            id="tandem.W003",
        )
    ]


@register()
def cluster(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.TANDEM_DASK and "://" not in settings.TANDEM_DASK:
        return [
            Error(
                f"TANDEM_DASK is {settings.TANDEM_DASK!r}, which is no address of a scheduler.",
                hint="Write it like tcp://scheduler.example:8786, or unset it.",
                id="tandem.E012",
            )
        ]
    if not settings.TANDEM_DASK or find_spec("distributed"):
        return []
    return [
        Error(
            "TANDEM_DASK names a scheduler, and the libraries that talk to it are not installed.",
            hint="Install tandem-sales[scale] here and on the workers, or unset TANDEM_DASK.",
            id="tandem.E009",
        )
    ]


@register()
def series(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    asked, known = settings.TANDEM_SERIES, ("AutoETS", "AutoARIMA", "AutoTheta", "AutoCES")
    if not asked:
        return []
    if asked not in known:
        wrong, hint = (
            f"TANDEM_SERIES is {asked}, which is no model.",
            f"Set one of {', '.join(known)}, or unset it.",
        )
    elif not find_spec("statsforecast"):
        wrong = f"TANDEM_SERIES asks for {asked}, and the library that has it is not installed."
        hint = "Install tandem-sales[series], or unset TANDEM_SERIES."
    else:
        return []
    return [Error(wrong, hint=hint, id="tandem.E010")]


@register(Tags.files)
def data_folder(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    folder = Path(settings.DATA)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if os.access(nearest, os.W_OK):
        return []
    return [
        Error(
            f"The data folder {folder} cannot be written.",
            hint="Give it to the user that Tandem runs as, or set TANDEM_DATA to another folder.",
            id="tandem.E006",
        )
    ]


@register(Tags.staticfiles)
def assets(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if finders.find("tandem/tandem.css"):
        return []
    return [
        Caution(
            "The styles are not built, so pages will look bare.",
            hint="In a copy of the repository: make assets. An installed Tandem brings them with it.",
            id="tandem.W004",
        )
    ]


@register(Tags.database)
def database(app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 34):
            found.append(
                Error(
                    f"SQLite {sqlite3.sqlite_version} is too old for searching.",
                    hint="Use a Python with SQLite 3.34 or newer, or PostgreSQL.",
                    id="tandem.E007",
                )
            )
        if connection.vendor == "postgresql" and connection.pg_version < 140000:  # type: ignore[attr-defined]
            found.append(
                Error(
                    "This PostgreSQL is older than version 14.",
                    hint="Upgrade the server; pg_dump moves the data.",
                    id="tandem.E008",
                )
            )
    return found
