from __future__ import annotations

import pytest

from conformance.inside.http import parse_answer
from conformance.reach import Answer, NoAnswer

URL = "http://10.96.0.9:5000/"


def test_an_answer_in_chunks_is_read() -> None:
    text = (
        "HTTP/1.1 300 Multiple Choices\r\nContent-Type: application/json\r\nX-Openstack-Request-Id: req-1\r\n"
        'Transfer-Encoding: chunked\r\n\r\n8\r\n{"a": 1}\r\n0\r\n\r\n'
    )
    answer = parse_answer(URL, text, 0.1)
    assert isinstance(answer, Answer)
    assert (answer.url, answer.status, answer.body, answer.request_id) == (URL, 300, {"a": 1}, "req-1")
    assert answer.headers["content-type"] == "application/json"


def test_text_stays_text() -> None:
    answer = parse_answer(URL, "HTTP/1.1 404 NOT FOUND\r\nContent-Length: 4\r\n\r\nnone", 0.1)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (404, "none")


@pytest.mark.parametrize("text", ["", "5.5.5-10.11 MariaDB", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_what_is_no_whole_answer_is_none(text: str) -> None:
    assert isinstance(parse_answer(URL, text, 0.1), NoAnswer)
