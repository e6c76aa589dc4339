"""Disturbs a stack: each verb does one thing and returns what it did; it judges nothing."""

from conformance.disrupt.pods import Deleted, delete_pod

__all__ = ["Deleted", "delete_pod"]
