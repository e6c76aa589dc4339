"""Put one image in the place of another on a real cluster, and say what that does to who uses the API."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from pathlib import Path

from conformance.command_line import read_options
from conformance.errors import BadInput, ConformanceError
from conformance.exit_codes import ExitCode
from conformance.image_difference.measured import ROUNDS
from conformance.image_difference.pair import Updated, image_pair
from conformance.interruption import interrupt
from conformance.redact import clean_standard_streams
from verbs._arguments import VerbParser
from verbs._update_words import refuse_unfit, words_of_change

EPILOG = """\
Every other option goes to `./toxw -e conformance`, twice: for the older image and the change, with the
profiles core and update, and for the newer image by itself, with the profile core. docs/updates.md says how
to read what comes out.
exit codes: 0 every promise kept, and the newer image no worse; 1 a promise broken, the newer image worse, or
its own upgrade check against it; 2 interrupted; 3 a defect of the suite; 4 bad input; 6 unknown, or cannot
tell; 7 something was left behind; 8 partial.
"""


def main(arguments: list[str]) -> int:
    """Return the exit code of `arguments`; what was typed wrongly is told in one line on stderr."""
    signal.signal(signal.SIGTERM, interrupt)
    asked, passed = _parser().parse_known_args(arguments)
    try:
        return int(_update(asked, passed))
    except ConformanceError as error:
        print(f"update: {error}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("update: interrupted", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
    except Exception:
        # Python's own code for it is 1, that of a broken promise.
        traceback.print_exc()
        return int(ExitCode.INTERNAL_ERROR)


def _parser() -> VerbParser:
    parser = VerbParser("update", __doc__)
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--from", dest="before", required=True, metavar="IMAGE", help="the image that runs now"
    )
    parser.add_argument(
        "--to", dest="after", required=True, metavar="IMAGE", help="the one to take its place"
    )
    parser.add_argument(
        "--container",
        choices=[str(one) for one in Updated],
        help="which container it is for, where the images' names do not tell",
    )
    parser.add_argument(
        "--baseline",
        metavar="RUN",
        help="hold the newer image against this run, not this one's own first half",
    )
    parser.add_argument(
        "--tokens",
        type=int,
        default=ROUNDS,
        metavar="N",
        help="so many tokens of each image are timed (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="measure Keystone's migration too, over a database of so many users",
    )
    parser.add_argument(
        "--only-inside",
        action="store_true",
        help="look at what is inside and at nothing else: a minute or two, and no verdict (exit code 8)",
    )
    parser.add_argument(
        "--sign", type=Path, metavar="KEY", help="certify both runs, as `report -- sign` does"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return parser


def _update(asked: argparse.Namespace, passed: list[str]) -> ExitCode:
    pair = image_pair(asked.before, asked.after, asked.container)
    if asked.tokens < 1:
        raise BadInput(f"--tokens {asked.tokens} times nothing", "give a number from 1 on")
    if asked.sign and not asked.sign.is_file():
        raise BadInput(f"--sign {asked.sign} is no file", "./toxw -e report -- keygen --out FILE makes a key")
    if asked.seed < 0:
        raise BadInput(f"--seed {asked.seed} is no number of users", "give one from 0 on")
    if asked.seed and pair.updated is not Updated.KEYSTONE:
        raise BadInput(
            f"--seed {asked.seed} is for a migration of Keystone's", "give it with a Keystone image"
        )
    words = words_of_change(pair, passed, only_inside=asked.only_inside)
    options = read_options(words)
    refuse_unfit(options, pair)
    # Clients and pytest are imported once the words are found good: a typing error is told at once.
    from verbs._update_runs import Asked, update

    return update(
        Asked(
            pair,
            options,
            tuple(words),
            tuple(passed),
            baseline=asked.baseline,
            tokens=asked.tokens,
            users=asked.seed,
            only_inside=asked.only_inside,
            key=asked.sign,
        )
    )


if __name__ == "__main__":
    clean_standard_streams()
    sys.exit(main(sys.argv[1:]))
