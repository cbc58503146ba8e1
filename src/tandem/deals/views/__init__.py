"""Pages about deals and pipelines."""
