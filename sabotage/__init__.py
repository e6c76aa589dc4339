"""Broken deployments that the suite must catch, and healthy ones that it must not call broken."""
