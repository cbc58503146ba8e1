"""Settings of the tests: the real ones, in memory, with cheap passwords and no network."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TANDEM_SECRET_KEY", "only-for-tests")

from tandem.config.settings import *  # noqa: F403
from tandem.config.settings import database

DATABASES = {"default": database("sqlite:///")}
DATABASES["default"]["OPTIONS"]["init_command"] = ""
match os.environ.get("TANDEM_TEST_DATABASE"):
    case "file":  # threads of a live server each need a connection of their own
        name = Path(tempfile.gettempdir(), f"tandem-test-{os.getppid()}")
        DATABASES["default"] |= {"NAME": name, "TEST": {"NAME": name}}
        DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    case "postgres":
        from tests import postgres  # starts a server of its own; see there

        DATABASES = {"default": postgres.database()}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ACCOUNT_RATE_LIMITS = {}
WHITENOISE_AUTOREFRESH = True  # without it the folder of collected files must exist
