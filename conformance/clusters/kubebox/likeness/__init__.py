"""What makes a box behave as a managed Kubernetes does: its sign-in, admission, quotas, limits and pace."""
