"""What the runs of a folder ask somebody to know: at most one message, under 200 characters, and for whom."""
