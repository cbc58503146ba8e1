"""Targets: plans, their breakdown, the agreement on each share, attainment and pace."""
