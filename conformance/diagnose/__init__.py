"""Evidence: writes what a namespace shows into a folder, secrets taken out."""

from __future__ import annotations

from conformance.diagnose.gathering import gather

__all__ = ["gather"]
