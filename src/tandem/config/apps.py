"""Registers the system checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The configuration itself, as far as Django needs to know it."""

    name = "tandem.config"

    def ready(self) -> None:
        from tandem.config import checks  # noqa: F401 (registers them)
