"""`./toxw -e conformance`: deploy the stack to a real cluster, judge every promise, leave a report."""

from __future__ import annotations

import signal
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conformance.command_line import read_options
from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode
from conformance.interruption import interrupt
from conformance.redact import clean_standard_streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.alarm import Target
    from conformance.alarm_record import AlarmRecord
    from conformance.judging_on_cluster import Judge
    from conformance.options import Options
    from conformance.run import Run


# Clients and pytest are imported once the words are found good: a typing error is told at once.


def _judge(run: Run) -> bool:
    from steps.judging import judge

    return judge(run)


@contextmanager
def _judge_of(options: Options) -> Iterator[Judge]:
    """Give what judges a run of `options`; workers are forked now, before this process has any thread."""
    if options.workers == 1:
        yield _judge
        return
    from conformance.parallel.controller import judge_in_workers
    from conformance.parallel.crew import crew_of
    from steps.worker import work

    with crew_of(options.workers, work) as members:
        yield lambda run: judge_in_workers(run, members)


def _try_all(target: Target) -> Iterator[AlarmRecord]:
    from sabotage.alarm import try_all

    return try_all(target)


def main(arguments: list[str]) -> int:
    """Return the exit code of `arguments`; what was typed wrongly is told in one line on stderr."""
    signal.signal(signal.SIGTERM, interrupt)
    try:
        options = read_options(arguments)
        if options.plan:
            from conformance.plan.told import plan_lines

            print(*plan_lines(options), sep="\n")
            return int(ExitCode.KEPT)
        from conformance.acceptance import accept

        with _judge_of(options) as judge:
            return accept(options, arguments, judge, _try_all if options.prove else None)
    except ConformanceError as error:
        print(f"conformance: {error}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("conformance: interrupted before anything was deployed", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
    except Exception:
        # Python's own code for it is 1, that of a broken promise.
        traceback.print_exc()
        return int(ExitCode.INTERNAL_ERROR)


if __name__ == "__main__":
    clean_standard_streams()
    sys.exit(main(sys.argv[1:]))
