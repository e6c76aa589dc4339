"""Evidence: writes what a namespace shows into a folder, secrets taken out."""

from __future__ import annotations

from conformance.diagnose.gathering import gather
from conformance.diagnose.own_words import lowest_rung_in_own_words

__all__ = ["gather", "lowest_rung_in_own_words"]
