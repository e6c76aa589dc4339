"""One module a verb of the front door."""
