"""The steps are plugins: pytest rewrites their assertions and every feature sees all sentences."""

from __future__ import annotations

pytest_plugins = [
    "steps.recording",
    "steps.givens",
    "steps.database",
    "steps.controller",
    "steps.database_users",
    "steps.memcached",
    "steps.container_logs",
    "steps.link",
    "steps.missing_link",
    "steps.moved_service",
    "steps.schema",
    "steps.shared_projects",
    "steps.public_address",
    "steps.tokens",
    "steps.healing",
    "steps.restarting",
    "steps.ownership",
    "steps.database_loss",
    "steps.availability",
]
