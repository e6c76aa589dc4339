"""A real Kubernetes of the suite's own, in namespaces of this machine."""
