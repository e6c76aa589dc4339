"""The disturbance ledger: what befell nodes and pods of the run, and which breaks that leaves unknown."""

from __future__ import annotations

from conformance.ledger.ledger import Ledger
from conformance.ledger.overlap import JudgedWhile
from conformance.ledger.stays import Stay, stays_of

__all__ = ["JudgedWhile", "Ledger", "Stay", "stays_of"]
