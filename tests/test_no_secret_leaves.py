"""No secret leaves the process: a run that tells them everywhere is played, and what it left is searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

from conformance import acceptance
from conformance.exit_codes import ExitCode
from conformance.progress import Progress, original_console
from conformance.redact import redactor, streams
from conformance.report import read_run, standing
from tests.recorded.api_server import PlayedApiServer, played_api_server
from tests.secret_search import WORD, names_below, names_in
from tests.told_run import IN_EVIDENCE, IN_THE_RECORD, ON_THE_TERMINAL, PLACES, PRINTED, End, told_run
from tests.told_secrets import NAMES, hold_all

Played = Callable[..., set[str]]
CODES = {
    End.BY_ITSELF: ExitCode.INTERNAL_ERROR,
    End.FAULT: ExitCode.INTERNAL_ERROR,
    End.STRANGER: ExitCode.INTERNAL_ERROR,
    End.INTERRUPTED: ExitCode.INTERRUPTED,
}


@pytest.fixture
def server() -> Iterator[PlayedApiServer]:
    with played_api_server() as played:
        yield played


@pytest.fixture
def leaked(
    tmp_path: Path,
    server: PlayedApiServer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Played:
    """What plays the run and returns the names of all secrets that a file or the terminal shows."""
    hold_all(tmp_path)

    def play(end: End = End.FAULT) -> set[str]:
        code = told_run(tmp_path, server, monkeypatch, end)
        assert code == CODES[end]
        shown = capfd.readouterr()
        assert "made_1" in shown.out
        in_files = names_below(tmp_path / "reports")
        return names_in((shown.out + shown.err).encode()).union(*in_files.values())

    return play


@pytest.mark.parametrize("end", End)
def test_no_file_and_no_line_on_the_terminal_holds_a_secret(leaked: Played, end: End, tmp_path: Path) -> None:
    assert leaked(end) == set()
    files = {file.name for file in (tmp_path / "reports" / "latest").rglob("*") if file.is_file()}
    assert files >= {"report.json", "report.html", "junit.xml", "cucumber.ndjson", "kube-apiserver.log"}
    assert ("defect.txt" in files) is (end is End.STRANGER)
    assert len(read_run(tmp_path / "reports" / "latest").scenarios) == 5


def shown_as_it_is(value: str, _name: str, _key: bytes) -> str:
    return value


@pytest.mark.parametrize("end", End)
def test_without_redaction_each_place_shows_its_secret(
    leaked: Played, end: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redactor, "mark_of", shown_as_it_is)
    told_at_its_end = {
        End.BY_ITSELF: {"not_gone"},
        End.FAULT: {"fault", "fault_remedy", "not_gone"},
        End.STRANGER: {"traceback", "not_gone"},
        End.INTERRUPTED: {"not_asked"},
    }
    elsewhere = set().union(*told_at_its_end.values()) - told_at_its_end[end]
    assert elsewhere <= PLACES
    assert leaked(end) >= {*PLACES, *NAMES, WORD} - elsewhere


def without_the_records(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(standing, "redact", lambda *_, **__: None)


def without_that_of_evidence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(redactor.Redactor, "content", lambda _, content: content)


def without_the_terminals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acceptance, "original_console", lambda number, _: original_console(number, str))
    patch.setattr(acceptance, "Progress", lambda console, **_: Progress(console))


def without_the_streams(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(streams.CleanStream, "write", lambda stream, text: stream._stream.write(text))


@pytest.mark.parametrize(
    ("take_out", "shown"),
    [
        (without_the_records, IN_THE_RECORD - {"not_asked"}),
        (
            without_that_of_evidence,
            IN_EVIDENCE - {"annotation", "env", "traceback"} | {"awaited", "last_seen", "image"},
        ),
        (without_the_terminals, ON_THE_TERMINAL),
        (without_the_streams, PRINTED),
    ],
)
def test_each_redaction_is_needed(
    leaked: Played,
    take_out: Callable[[pytest.MonkeyPatch], None],
    shown: Collection[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_out(monkeypatch)
    assert leaked() & PLACES == shown
