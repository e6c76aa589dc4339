"""Sign a run's report, and verify what was signed: offline, with every hash worked out anew."""

from __future__ import annotations

import argparse
import pwd
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from conformance.certificate.answer import Answer
from conformance.certificate.keys import (
    make_key_pair,
    public_file,
    read_public_key,
    read_signer,
    short,
)
from conformance.certificate.sign import sign
from conformance.certificate.statement import Decision, Signing
from conformance.certificate.verify import verify
from conformance.certificate.waivers import read_waivers
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import PROFILES, SUITE_FOLDER
from conformance.places import caller, give_to_caller
from conformance.report.phrases import one_line
from verbs._arguments import CommandParser, VerbParser, run_verb, told_in_one_line

EXIT_CODES = """\
exit codes of sign and verify, of which the gravest wins (4 before 1, 6, 7, 8, 5):
0 everything holds; 1 a required promise is broken, the run was rejected, or something is not what was
judged or signed: report, evidence, features, manifests, digests, earlier runs, a foreign key, too few
signatures; 4 bad input: a key, a file, a folder, and a waiver that is out of date or matches nothing;
5 the run is empty; 6 a promise is unknown, or the suite that judged is not committed; 7 the run left
something behind; 8 partial: a required promise was skipped or not run, or the run did not end.
"""
DECISIONS = {decision.replace(" ", "-"): decision for decision in Decision}


def main(arguments: Sequence[str]) -> ExitCode:
    """Do what `arguments` ask for; what was typed wrongly is told in one line on stderr."""
    asked = _parser().parse_args(arguments)
    return told_in_one_line("report", lambda: COMMANDS[asked.command](asked))


def _parser() -> VerbParser:
    parser = VerbParser("report", __doc__)
    parser.epilog = EXIT_CODES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=CommandParser
    )

    keygen = _command(commands, "keygen", "make an ed25519 key: FILE for its owner only, FILE.pub for all")
    keygen.add_argument("--out", type=Path, required=True, metavar="FILE", help="never overwritten")

    signs = _command(commands, "sign", "put a certificate of a run beside its report")
    signs.add_argument("--key", type=Path, required=True, metavar="FILE", help="the private key")
    signs.add_argument("--signer", default="", metavar="NAME", help="who signs (default: who is logged in)")
    signs.add_argument("--role", default="operator", help="in which role (default: %(default)s)")
    signs.add_argument(
        "--decision",
        choices=list(DECISIONS),
        help="default: accept, with --waivers accept-with-waivers; only a rejection is signed in any case",
    )
    signs.add_argument("--waivers", type=Path, metavar="FILE", help="waivers.toml: promises let pass")

    verifies = _command(commands, "verify", "say whether a run's certificates hold, and if not, why")
    verifies.add_argument(
        "--key", type=Path, required=True, action="append", metavar="FILE.pub", help="trusted; repeatable"
    )
    verifies.add_argument(
        "--threshold",
        type=int,
        default=1,
        metavar="N",
        help="so many of the keys must have signed (default: 1)",
    )
    verifies.add_argument(
        "--profile",
        action="append",
        default=[],
        metavar="NAME[,NAME]",
        help="demand every promise of these (default: those of the run); of update, those of its own images",
    )

    for command in (signs, verifies):
        command.add_argument("run", type=Path, metavar="RUN", help="the folder of a run")
        command.add_argument(
            "--suite",
            type=Path,
            default=SUITE_FOLDER,
            metavar="DIR",
            help="a clone at the commit that judged, for its features and manifests (default: this one)",
        )
    return parser


def _command(commands: argparse._SubParsersAction[CommandParser], name: str, what: str) -> CommandParser:
    command = commands.add_parser(
        name,
        help=what,
        description=what,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")
    return command


def _keygen(asked: argparse.Namespace) -> ExitCode:
    key = make_key_pair(asked.out)
    for file in (asked.out, public_file(asked.out)):
        give_to_caller(file)
    print(
        f"key {short(key.keyid)}: keep {asked.out} to yourself, give {public_file(asked.out)} to who verifies"
    )
    return ExitCode.KEPT


def _sign(asked: argparse.Namespace) -> ExitCode:
    waivers = read_waivers(asked.waivers) if asked.waivers else ()
    usual = Decision.ACCEPT_WITH_WAIVERS if waivers else Decision.ACCEPT
    signing = Signing(
        signer=asked.signer or _caller_name(),
        role=asked.role,
        decision=DECISIONS.get(asked.decision, usual),
        signed_at=datetime.now(UTC),
        waivers=waivers,
    )
    folder = asked.run.resolve()
    answer = sign(folder, read_signer(asked.key), signing, asked.suite)
    if not answer.findings:
        give_to_caller(folder)
    return _told(answer, "not signed")


def _caller_name() -> str:
    """Return the login name of who typed the command, under sudo too."""
    try:
        return pwd.getpwuid(caller().uid).pw_name
    except KeyError as error:
        raise BadInput("whoever is logged in has no name here", "give one by --signer NAME") from error


def _verify(asked: argparse.Namespace) -> ExitCode:
    profiles = [name for names in asked.profile for name in names.split(",") if name]
    for name in profiles:
        if name not in PROFILES:
            raise BadInput(f"there is no profile {name!r}", f"profiles are {', '.join(PROFILES)}")
    keys = [read_public_key(file) for file in asked.key]
    today = datetime.now(UTC).date()
    return _told(verify(asked.run.resolve(), keys, asked.threshold, asked.suite, profiles, today), "refused")


def _told(answer: Answer, refusal: str) -> ExitCode:
    """Print an answer: on stdout what holds, on stderr each reason why not, a line each."""
    for finding in answer.findings:
        print(f"{refusal}: {one_line(finding.text)}", file=sys.stderr)
    for line in answer.lines:
        print(one_line(line))
    return answer.exit_code


COMMANDS = {"keygen": _keygen, "sign": _sign, "verify": _verify}


if __name__ == "__main__":
    run_verb(main)
