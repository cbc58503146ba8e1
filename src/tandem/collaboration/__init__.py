"""Agreements, comments, announcements, notifications: where the two roles meet."""
