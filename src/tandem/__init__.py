"""Tandem: the workspace of a sales organization."""

__version__ = "0.1.0"
