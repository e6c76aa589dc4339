"""What a site asks of every object that is made on its clusters, and the file that says so."""

from conformance.site.conformance_toml import Environment, read_environment
from conformance.site.overlay import NOTHING, SiteOverlay, Toleration

__all__ = ["NOTHING", "Environment", "SiteOverlay", "Toleration", "read_environment"]
