"""What a run says nothing about, however green it is."""

from __future__ import annotations

NOT_JUDGED = (
    ("TLS", "every request is plain HTTP"),
    ("Database high availability", "there is one database pod, and no second to fail over to"),
    ("Backup and restore", "nothing is backed up, and nothing read back"),
    ("Federation", "only local users and passwords are used"),
    ("Load", "no throughput and no latency under pressure; the most is a hundred logins at once"),
)
"""What, and why a reader must not conclude it from this page."""
