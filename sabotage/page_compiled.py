"""Compiles the report's page as it is imported: a server imports it once, its children need not."""

from __future__ import annotations

from conformance.report.page import compile_page

compile_page()
