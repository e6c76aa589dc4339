# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Load Keystone without what this container never uses: half the time of a plain import.

Three things would cost more than Keystone itself: building the XML schemas of SAML (0.6 s), eventlet
(0.2 s), and the cyclic garbage collector looking at a hundred thousand new objects again and again.
"""

from __future__ import annotations

import gc
import importlib.util
import sys


def load() -> None:
    """Import Keystone's server; to be called once, before anything else of Keystone is imported."""
    gc.disable()
    # oslo.service takes plain threads when told; futurist takes eventlet whenever it can be imported.
    sys.modules["eventlet"] = None  # type: ignore[assignment]  # the documented way to block an import
    from oslo_service import backend

    backend.init_backend(backend.BackendType.THREADING)
    _import_at_first_use("keystone.federation.idp")
    import keystone.server.flask.core  # noqa: F401  # loaded for what follows


def finish() -> None:
    """Put what was loaded out of the garbage collector's sight, and start it."""
    gc.freeze()
    gc.enable()


def _import_at_first_use(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)
