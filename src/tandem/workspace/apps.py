from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The home page of each role."""

    name = "tandem.workspace"
    label = "workspace"
