"""Runs within one namespace that is given: others use it too, it stays, and has room for one stack."""
