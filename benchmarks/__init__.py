"""How long things take, measured and never asserted."""
