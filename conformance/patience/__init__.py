"""How long each event may take, and how one wait spends it."""

from __future__ import annotations

from conformance.patience.bounds import BOUNDS, PAUSES, STARTS_PODS, Bound
from conformance.patience.clock import Clock
from conformance.patience.course import Course, WaitUnderWay
from conformance.patience.of_one_run import Patience

__all__ = ["BOUNDS", "PAUSES", "STARTS_PODS", "Bound", "Clock", "Course", "Patience", "WaitUnderWay"]
