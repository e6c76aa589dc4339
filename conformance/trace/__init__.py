"""From each sentence of the blog to the promises made of it, their verdicts in a run, and the evidence."""
