"""Manifests: read from files, told apart by role, changed for one run; pure but for the reading."""

from conformance.manifests.changes import Changes, prepare
from conformance.manifests.images_named import images_of, refuse_tags
from conformance.manifests.manifest_set import Manifest, ManifestSet, read_manifests
from conformance.manifests.optional import admin_service, own_admin_service
from conformance.manifests.passwords import credentials_of, refuse_unknown_passwords
from conformance.manifests.placed_on_site import on_site, refuse_overriding

__all__ = [
    "Changes",
    "Manifest",
    "ManifestSet",
    "admin_service",
    "credentials_of",
    "images_of",
    "on_site",
    "own_admin_service",
    "prepare",
    "read_manifests",
    "refuse_overriding",
    "refuse_tags",
    "refuse_unknown_passwords",
]
