"""Reads about plans, targets, results, attainment and pace."""
