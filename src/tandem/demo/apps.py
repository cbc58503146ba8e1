from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration company, and the first page."""

    name = "tandem.demo"
    label = "demo"
