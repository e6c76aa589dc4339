# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Start a replica: settings, keystone.conf, database, what is undone, then serve until told to stop."""

from __future__ import annotations

import os
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from pymysql import MySQLError
from pymysql.connections import Connection

from . import (
    application,
    baked_schema,
    configuration,
    database,
    first_user,
    keys,
    quick_imports,
    schema,
    serving,
)
from . import settings as environment
from .refusal import RefusalError
from .settings import Settings
from .setup_lock import held
from .stopping import StoppedError, StopSignal
from .undone import BOOTSTRAP_BEGUN, SYNC_BEGUN, Baked, Schema, finished, judge

STARTED = time.monotonic()


def say(text: str) -> None:
    """Write one line of the start's own to the log."""
    print(f"keystone: {text}", file=sys.stderr, flush=True)


class Start:
    """The start of one replica: Keystone loads in a thread while the database is waited for."""

    def __init__(self, settings: Settings, stop: StopSignal) -> None:
        """Begin to write keystone.conf and to load Keystone."""
        self.settings = settings
        self.stop = stop
        self.writer = configuration.start_writing(settings)
        self.loader = ThreadPoolExecutor(1, "load")
        self.loader.submit(quick_imports.load)
        self.configured = threading.Event()
        self.done: list[str] = []

    def run(self) -> application.Application:
        """Give the application of a replica whose database is set up."""
        wanted = keys.not_mounted()
        baked = baked_schema.load()
        with closing(database.connect(self.settings, say)) as connection:
            if finished(found := database.look(connection), baked, wanted):
                keys.write(found, wanted)
                return self.load().result()
            with (
                held(connection, self.settings.database_name, self.settings.lock_wait, say),
                self.stop.after_this(),
            ):
                return self.set_up(connection, wanted, baked)

    def set_up(
        self, connection: Connection, wanted: tuple[str, ...], baked: Baked
    ) -> application.Application:
        """Do what is undone, alone; each long step leaves a note that it began until it has ended."""
        undone = judge(database.look(connection), baked, wanted)
        if undone.schema is Schema.SYNC:
            database.note(connection, SYNC_BEGUN)
        for name in undone.keys:
            database.note(connection, name, keys.make())
        keys.write(database.look(connection), wanted)
        loaded = self.load()
        if undone.schema is not Schema.NOTHING:
            self.wait_until_configured(loaded)
            schema.bring_up(undone.schema, self.settings)
            self.done.append(undone.schema.value)
        if undone.bootstrap:
            database.note(connection, BOOTSTRAP_BEGUN)
            database.forget(connection, SYNC_BEGUN)
        ready = loaded.result()
        if undone.bootstrap:
            first_user.bootstrap(self.settings)
            database.forget(connection, BOOTSTRAP_BEGUN)
            self.done.append("bootstrap")
        return ready

    def load(self) -> Future[application.Application]:
        """Begin to load the application, which needs keystone.conf and the keys on disk."""
        configuration.finish_writing(self.writer)
        return self.loader.submit(application.load, self.configured.set)

    def wait_until_configured(self, loaded: Future[application.Application]) -> None:
        """Wait until keystone.conf was read, or loading failed."""
        loaded.add_done_callback(lambda _: self.configured.set())
        self.configured.wait()


def start_and_serve() -> int:
    """Start, then serve until told to stop; give the exit status."""
    stop = StopSignal()
    start = Start(environment.read(os.environ), stop)
    served = application.answering(start.run())
    quick_imports.finish()

    def ready() -> None:
        did = " and ".join(start.done) or "nothing to set up"
        passed = time.monotonic() - STARTED
        say(f"serving on {serving.PUBLIC_PORT} and {serving.ADMIN_PORT} after {passed:.1f} s ({did})")

    return serving.serve(serving.announcing_keep_alive(served), start.settings.linger, ready)


def main() -> int:
    """Run the replica, and say in one line why it ended; give the exit status."""
    try:
        status = start_and_serve()
    except StoppedError:
        say("told to stop before it served")
        return 0
    except RefusalError as refusal:
        say(str(refusal))
        return 1
    except MySQLError as error:
        say(f"the database failed while it was set up: {error}")
        return 1
    say("stopped" if status == 0 else "the server failed")
    return status


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Not through the interpreter's end, which would wait for threads that have nothing left to do.
    os._exit(code)
