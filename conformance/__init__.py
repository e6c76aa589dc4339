"""The verbs of the acceptance suite: deploy, observe, wait, reach, identify, disrupt, diagnose, report."""
