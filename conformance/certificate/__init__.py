"""A run's certificate: what was judged, the result, and who accepts it; signed, and checked offline."""
