"""What a run says nothing about, however green it is."""

from __future__ import annotations

NOT_JUDGED = (
    ("TLS", "the stack speaks plain HTTP, as the blog has it"),
    ("Database high availability", "there is one database pod, and no second to fail over to"),
    ("Backup and restore", "the database has no volume; what it holds is lost with its pod"),
    ("Federation", "only local users and passwords are used"),
    ("Load", "one client at a time; no throughput, no latency under pressure"),
)
"""What, and why a reader must not conclude it from this page."""
