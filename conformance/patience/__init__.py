"""How long each event may take, and how one wait spends it."""

from __future__ import annotations

from conformance.patience.bounds import BOUNDS, Bound, Patience
from conformance.patience.course import Course, WaitUnderWay

__all__ = ["BOUNDS", "Bound", "Course", "Patience", "WaitUnderWay"]
