"""What ends the start: a fault that only a person can mend."""

from __future__ import annotations


class RefusalError(Exception):
    """One line that names the thing and the remedy; the container exits 1 with it."""
