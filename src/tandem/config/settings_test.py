"""Settings of the tests: the real ones, in memory, with cheap passwords and no network."""

import os

os.environ.setdefault("TANDEM_SECRET_KEY", "only-for-tests")

from tandem.config.settings import *  # noqa: F403
from tandem.config.settings import database, env

DATABASES = {"default": database(env("TEST_DATABASE") or "sqlite:///")}
DATABASES["default"]["OPTIONS"].pop("pool", None)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ACCOUNT_RATE_LIMITS = {}
