from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from conformance.errors import PromiseBroken
from conformance.image_contents import Changed, Contents, Packager, changes_between, contents_in, told
from conformance.inside import image_contents as reading
from conformance.inside.command import Output

PYTHON = """\
/opt/keystone/lib/python3.13/site-packages/oslo_config-10.0.0.dist-info
/opt/keystone/lib/python3.13/site-packages/Flask_RESTful-0.3.10.dist-info
/opt/keystone/lib/python3.13/site-packages/repoze.lru-0.7.dist-info
/opt/keystone/lib/python3.13/site-packages/python_dateutil-2.9.0.post0.dist-info
"""
DEBIAN = "libc6 2.36-9+deb12u10\nmariadb-server-core 1:10.11.14-0+deb12u2\n"


def test_both_lists_are_read() -> None:
    assert contents_in(PYTHON, DEBIAN) == Contents(
        {
            "oslo-config": "10.0.0",
            "flask-restful": "0.3.10",
            "repoze-lru": "0.7",
            "python-dateutil": "2.9.0.post0",
        },
        {"libc6": "2.36-9+deb12u10", "mariadb-server-core": "1:10.11.14-0+deb12u2"},
    )


def test_a_list_of_pins_says_the_same_as_the_folders() -> None:
    pins = "oslo.config==10.0.0\nFlask-RESTful==0.3.10\nrepoze.lru==0.7\npython-dateutil==2.9.0.post0\n"
    assert contents_in(pins, "") == contents_in(PYTHON, "")


@pytest.mark.parametrize(
    ("pip", "dpkg", "named"),
    [
        ("Package Version", "", "'Package Version'"),
        ("", "libc6", "'libc6'"),
        ("", "ii  libc6  2.36", "'ii  libc6"),
    ],
)
def test_what_is_no_package_is_not_left_out(pip: str, dpkg: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        contents_in(pip, dpkg)


BEFORE = Contents({"alembic": "1.16.4", "scrypt": "0.8.27", "six": "1.17.0"}, {"libc6": "2.36"})
AFTER = Contents({"alembic": "1.20.1", "six": "1.17.0", "typer": "1.0"}, {"libc6": "2.41"})


def test_what_came_went_and_changed() -> None:
    changes = changes_between(BEFORE, AFTER)
    assert changes == (
        Changed(Packager.PIP, "alembic", "1.16.4", "1.20.1"),
        Changed(Packager.PIP, "scrypt", "0.8.27", ""),
        Changed(Packager.PIP, "typer", "", "1.0"),
        Changed(Packager.DPKG, "libc6", "2.36", "2.41"),
    )
    assert changes[1].as_json() == {"packager": "pip", "name": "scrypt", "before": "0.8.27", "after": ""}
    assert told(changes) == [
        "pip: 1 other versions, 1 new, 1 gone",
        "dpkg: 1 other versions, 0 new, 0 gone",
        "pip alembic: 1.16.4 → 1.20.1",
        "pip scrypt: 0.8.27 → not there",
        "pip typer: not there → 1.0",
        "dpkg libc6: 2.36 → 2.41",
    ]


def test_nothing_differs_from_itself() -> None:
    assert changes_between(AFTER, AFTER) == ()
    assert told(()) == ["the same packages in the same versions"]


def played(monkeypatch: pytest.MonkeyPatch, *codes: int) -> None:
    answers = iter([Output(PYTHON, "", codes[0], 0.1), Output(DEBIAN, "no such file", codes[1], 0.1)])

    def run(*arguments: Any) -> Output:
        command: Sequence[str] = arguments[4]
        assert command[0] in ("find", "dpkg-query")
        return next(answers)

    monkeypatch.setattr(reading, "run_inside", run)


def test_a_folder_that_may_not_be_read_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    played(monkeypatch, 1, 0)
    found = reading.image_contents(cast(Any, None), "blog", "keystone-rc-1", "keystone")
    assert found == contents_in(PYTHON, DEBIAN)


def test_half_an_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    played(monkeypatch, 0, 2)
    with pytest.raises(PromiseBroken, match=r"`dpkg-query` in container keystone .* ended with 2"):
        reading.image_contents(cast(Any, None), "blog", "keystone-rc-1", "keystone")
