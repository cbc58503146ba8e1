"""Pipelines, stages and deals: what is being sold to whom, how far it is, and how it ended."""
