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
    "steps.public_load",
    "steps.ways_in",
    "steps.versions",
    "steps.own_domain",
    "steps.tokens",
    "steps.token_bodies",
    "steps.refusals",
    "steps.between_replicas",
    "steps.clocks",
    "steps.healing",
    "steps.restarting",
    "steps.ownership",
    "steps.database_loss",
    "steps.availability",
    "steps.nodes",
]
