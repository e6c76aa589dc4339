from __future__ import annotations

from conformance.credentials import BLOG, random_credentials, redact


def test_secrets_stay_out_of_repr() -> None:
    fresh = random_credentials()
    assert not any(secret in repr(fresh) for secret in fresh.secrets)
    assert "yourpassword" not in repr(BLOG)


def test_random_credentials_differ_each_time_and_from_each_other() -> None:
    first, second = random_credentials(), random_credentials()
    assert len({*first.secrets, *second.secrets}) == 6


def test_secrets_are_redacted_and_names_are_not() -> None:
    text = "user keystone, password keystone, root yourpassword, token token123"
    assert redact(text, BLOG.secrets) == "user keystone, password keystone, root (hidden), token (hidden)"
