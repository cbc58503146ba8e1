"""Every setting that the environment may hold: its default and what it means.

docs/reference/settings.md is written from this table (`make reference`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

PREFIX = "TANDEM_"


@dataclass(frozen=True)
class Setting:
    """One variable of the environment, without its prefix."""

    default: str
    meaning: str
    example: str = ""
    secret: bool = False


SETTINGS: dict[str, dict[str, Setting]] = {
    "Where the data are": {
        "DATA": Setting(
            "var", "Folder of the SQLite file, uploaded files and the secret key.", "/srv/tandem"
        ),
        "DATABASE": Setting(
            "",
            "Address of the database. Default: the file tandem.sqlite3 in the data folder.",
            "postgresql://tandem:secret@db.example/tandem",
            secret=True,
        ),
        "POOL": Setting(
            "8", "Connections to PostgreSQL that a server process keeps at most; 0 opens one per request."
        ),
    },
    "Who reaches it": {
        "HOSTS": Setting(
            "",
            "Host names that Tandem answers to, separated by commas. Default: this machine only. With https the first "
            "stands in the links of e-mails.",
            "tandem.example.com",
        ),
        "ORIGINS": Setting(
            "",
            "Addresses that forms may come from when a proxy changes the host, separated by commas. The first stands "
            "in the links of e-mails.",
            "https://tandem.example.com",
        ),
        "HTTPS": Setting(
            "no", "Tandem is reached by https only: secure cookies, redirect, HSTS. Yes in production."
        ),
        "BEHIND_PROXY": Setting(
            "no", "A proxy in front sets X-Forwarded-Proto, and nobody else reaches Tandem."
        ),
        "SECRET_KEY": Setting(
            "",
            "Signs sessions and links. Default: made once and kept in the data folder. Set it when several "
            "machines serve together.",
            secret=True,
        ),
        "WORKERS": Setting(
            "", "Server processes. Default: one on SQLite, one per core plus one on PostgreSQL."
        ),
        "THREADS": Setting(
            "", "Threads of each server process. Default: eight on SQLite, four on PostgreSQL."
        ),
    },
    "Heavy work": {
        "DASK": Setting(
            "",
            "Address of a Dask scheduler whose workers simulate the teams side by side; needs the extra scale, on the "
            "workers too. Default: the worker of Tandem simulates alone. The numbers are the same.",
            "tcp://scheduler.example:8786",
        ),
        "SERIES": Setting(
            "",
            "A model of statsforecast tried beside the built-in ones for where bookings are going: AutoETS, AutoARIMA, "
            "AutoTheta or AutoCES; needs the extra series and takes many times as long. Default: the built-in ones.",
            "AutoETS",
        ),
    },
    "Time": {
        "TIME_ZONE": Setting("UTC", "Where a day ends, before an organization is set up.", "Europe/Berlin"),
        "TODAY": Setting("", "Run as of a past day; a banner says so on every page.", "2017-10-02"),
    },
    "E-mail": {
        "EMAIL_HOST": Setting(
            "", "Server that sends mail. Without one, mail is written to the log.", "smtp.example.com"
        ),
        "EMAIL_PORT": Setting("587", "Its port."),
        "EMAIL_USER": Setting("", "User name there."),
        "EMAIL_PASSWORD": Setting("", "Password there.", secret=True),
        "EMAIL_TLS": Setting("yes", "Speak STARTTLS to it."),
        "EMAIL_FROM": Setting(
            "Tandem <tandem@localhost>", "Sender of every mail.", "Tandem <sales@example.com>"
        ),
    },
    "Watching it": {
        "LOG": Setting(
            "", "json or text. Default: text in the demonstration and in commands, json when serving."
        ),
        "LOG_LEVEL": Setting("INFO", "DEBUG, INFO, WARNING or ERROR."),
        "DEBUG": Setting("no", "Show the details of failures in the browser. Never in production."),
        "DEMO": Setting(
            "no", "Open the door without a password. Set by `tandem demo`, on this machine only."
        ),
    },
}
DECLARED = {name: setting for group in SETTINGS.values() for name, setting in group.items()}

YES = ("1", "yes", "true", "on")
NO = ("0", "no", "false", "off", "")


def text(name: str) -> str:
    """A setting as text."""
    return os.environ.get(PREFIX + name, DECLARED[name].default).strip()


def yes(name: str) -> bool:
    """A setting that is yes or no; anything else is a mistake worth stopping for."""
    value = text(name).lower()
    if value not in YES + NO:
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; write yes or no.")
    return value in YES


def whole(name: str) -> int:
    """A setting that is a whole number."""
    value = text(name)
    if not value.lstrip("-").isdigit():
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; write a whole number.")
    return int(value)


def one_of(name: str, known: tuple[str, ...]) -> str:
    """A setting that is one of some words, in their letters."""
    value = text(name)
    found = next((word for word in known if word.lower() == value.lower()), None)
    if found is None:
        words = ", ".join(word for word in known if word)
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; write one of {words}.")
    return found


def zone(name: str) -> str:
    """A setting that is a time zone."""
    value = text(name)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{PREFIX}{name} is {value!r}, which is no time zone; write area and city: Europe/Berlin."
        ) from error
    return value


def several(name: str) -> list[str]:
    """A setting with several values, separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]
