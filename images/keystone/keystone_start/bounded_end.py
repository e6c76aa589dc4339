"""The end of the servers, in a time that a pod's grace can be made for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence


def end_in_time(ends: Sequence[Callable[[], object]], seconds: float) -> bool:
    """Call all of `ends` at once and tell whether they returned in so many seconds; what did not is left.

    cheroot waits without a bound for a thread whose request never ends, and a pod would use up its grace.
    """
    threads = [threading.Thread(target=end, daemon=True) for end in ends]
    for thread in threads:
        thread.start()
    last = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, last - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)
