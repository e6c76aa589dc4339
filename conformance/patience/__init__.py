"""How long each event may take, and how one wait spends it."""

from __future__ import annotations

from conformance.patience.bounds import BOUNDS, STARTS_PODS, Bound, Patience
from conformance.patience.clock import Clock
from conformance.patience.course import Course, WaitUnderWay

__all__ = ["BOUNDS", "STARTS_PODS", "Bound", "Clock", "Course", "Patience", "WaitUnderWay"]
