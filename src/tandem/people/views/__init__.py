"""Pages about persons, teams and oneself."""
