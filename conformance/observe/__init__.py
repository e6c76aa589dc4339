"""Watches over one namespace: the newest snapshot, kept fresh by the API server's own event streams."""

from __future__ import annotations

from conformance.observe.namespace import NamespaceWatch

__all__ = ["NamespaceWatch"]
