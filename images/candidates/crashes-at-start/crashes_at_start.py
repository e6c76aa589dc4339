# Runs in the keystone image.
"""Keystone whose start ends at once: as where a dependency was left out of the image."""

import a_dependency_that_was_left_out  # type: ignore[import-not-found]  # noqa: F401  # that is the fault
