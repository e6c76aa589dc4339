"""The suite as a program of a pod: its image, its manifests, and what it leaves for Sonobuoy."""
