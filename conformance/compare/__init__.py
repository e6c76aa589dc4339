"""Two runs, or two groups of runs, held against each other: what moved, and whether it is worse."""

from conformance.compare.comparison import Comparison, Outcome, compare
from conformance.compare.side import Side, read_side

__all__ = ["Comparison", "Outcome", "Side", "compare", "read_side"]
