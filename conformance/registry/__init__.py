"""Registries of images: asked once, at a run's start, which digest a tag means."""
