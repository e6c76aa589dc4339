from __future__ import annotations

from conformance.credentials import BLOG, random_credentials


def test_secrets_stay_out_of_repr() -> None:
    fresh = random_credentials()
    assert not any(secret in repr(fresh) for secret in fresh.secrets.values())
    assert "yourpassword" not in repr(BLOG)


def test_random_credentials_differ_each_time_and_from_each_other() -> None:
    first, second = random_credentials(), random_credentials()
    assert len({*first.secrets.values(), *second.secrets.values()}) == 6
