"""The sentences of the promises, one to five lines each."""
