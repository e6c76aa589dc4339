"""What is said of what the API server wanted during a run: other credentials, later requests; pure."""

from __future__ import annotations

from conformance.api_use import ApiUseRecord
from conformance.record import RunRecord
from conformance.report.phrases import count, seconds


def api_in_words(run: RunRecord) -> str:
    """Return e.g. `credentials renewed 5 times; 12 requests throttled (429), 12.0 s of waiting`."""
    used: ApiUseRecord = run.api_use
    said = []
    if used.credentials_renewed:
        said.append(f"credentials renewed {count(used.credentials_renewed, 'time')}")
    if used.throttled:
        put_off = (
            f"{count(used.throttled, 'request')} throttled (429), {seconds(used.throttled_s)} of waiting"
        )
        said.append(put_off)
    return "; ".join(said)
