"""Takes secrets out of everything that leaves the process: files, and the terminal."""

from conformance.redact.held import all_held, held_as, hold
from conformance.redact.marks import MARK, unnamed
from conformance.redact.redactor import Redactor
from conformance.redact.streams import clean_standard_streams

__all__ = ["MARK", "Redactor", "all_held", "clean_standard_streams", "held_as", "hold", "unnamed"]
