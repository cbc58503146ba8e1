"""Pages about accounts and contacts."""
