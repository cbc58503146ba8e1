"""Settings, read from the environment. docs/reference/settings.md lists every one; the defaults are safe."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from tandem.config import env
from tandem.config.logging import configuration

# For PostgreSQL's planner: compiling a statement to machine code takes longer than our largest ones run, and reading
# here and there costs hardly more than reading on, from a solid disk or from memory.
PLANNING = "-c jit=off -c random_page_cost=1.1"


def database(url: str) -> dict[str, Any]:
    """Django's settings for sqlite:///path or postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        most = env.whole("POOL")
        pool: dict[str, Any] = {"pool": {"min_size": 1, "max_size": most, "timeout": 10}} if most else {}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {"options": PLANNING, **pool, **dict(parse_qsl(parts.query))},
        }
    raise ImproperlyConfigured(
        f"TANDEM_DATABASE begins with {parts.scheme!r}; write sqlite:///path/to/file.sqlite3 "
        "or postgresql://user:password@host/name."
    )


DATA = Path(env.text("DATA")).absolute()


def secret_key() -> str:
    """The key from the environment, else one made once and kept beside the data, readable by its owner only."""
    if key := env.text("SECRET_KEY"):
        return key
    kept = DATA / "secret-key"
    if not kept.exists():
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()


DEBUG = env.yes("DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.several("HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.several("ORIGINS")

TANDEM_TODAY = env.text("TODAY")
TANDEM_DEMO = env.yes("DEMO")
TANDEM_HTTPS = env.yes("HTTPS")
TANDEM_DASK = env.text("DASK")
TANDEM_SERIES = env.text("SERIES")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before allauth, whose templates ours replace.
    "tandem.config",
    "tandem.frontend",
    "tandem.core",
    "tandem.authority",
    "tandem.people",
    "tandem.collaboration",
    "tandem.catalog",
    "tandem.customers",
    "tandem.deals",
    "tandem.activities",
    "tandem.goals",
    "tandem.forecasts",
    "tandem.insights",
    "tandem.demo",
    "tandem.workspace",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "tandem.config.logging.RequestLog",
    "tandem.config.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tandem.core.middleware.Moment",
    "tandem.authority.middleware.KeepOrganization",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tandem.authority.middleware.OwnClock",
    "tandem.core.middleware.SignedIn",
    "tandem.core.repeats.Repeats",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tandem.core.middleware.Sentences",
]

ROOT_URLCONF = "tandem.config.urls"
WSGI_APPLICATION = "tandem.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tandem.core.ui.context.frame",
                "tandem.authority.context.organization",
                "tandem.goals.context.goal",
                "tandem.collaboration.context.unread",
                "tandem.workspace.context.waiting",
            ],
            "builtins": ["tandem.core.templatetags.ui", "tandem.authority.templatetags.authority"],
        },
    }
]

DATABASES = {"default": database(env.text("DATABASE") or f"sqlite:///{DATA / 'tandem.sqlite3'}")}
# What failed at signing in is counted by all processes together; requests to the API, which are many, by each alone.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_shared",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "demo:welcome" if TANDEM_DEMO else "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "tandem.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tandem"

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.zone("TIME_ZONE")
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TANDEM_HTTPS
SECURE_SSL_REDIRECT = TANDEM_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if TANDEM_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.yes("BEHIND_PROXY") else None

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.whole("EMAIL_PORT")
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.yes("EMAIL_TLS")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM")

LOG = env.one_of("LOG", ("", "json", "text"))
LOGGING = configuration(
    json=LOG == "json" or (not LOG and not (DEBUG or TANDEM_DEMO)),
    level=env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
)
