"""Reads of the home pages: they only put together what the packages below know."""
