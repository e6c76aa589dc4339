"""Runs of the suite that are ended at random moments, and what is left of them afterwards."""
