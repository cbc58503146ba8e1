"""Calls that officers and managers hand up, snapshots of the pipeline, and how good the calls were."""
