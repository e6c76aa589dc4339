"""Several promises judged at once on one cluster, each in a worker of its own (docs/decisions/0022)."""
