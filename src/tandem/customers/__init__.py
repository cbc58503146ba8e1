"""Accounts, the people at them, and who of us works with whom."""
