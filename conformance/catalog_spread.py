"""Whether a replica's catalog leads to the public address already."""

from __future__ import annotations

from conformance.identity import answers_token
from conformance.judgement import Judgement, Kept, NotYet
from conformance.judges.tokens import catalog_leads_to


def catalog_leads_in_public(replica_url: str, password: str, public_url: str) -> Judgement[None]:
    """Judge the catalog in a new token of one replica; a probe for `Waiter.until_answers`.

    Not yet while the replica shows what its own memcached kept from before: with a cache per pod, as in the
    blog, nobody tells the others of a new endpoint (docs/image-contract.md, `KEYSTONE_CACHE_SECONDS`).
    """
    judged = answers_token(replica_url, password=password)
    if not isinstance(judged, Kept):
        return judged
    wrong = catalog_leads_to(judged.value, public_url)
    return NotYet(wrong[0]) if wrong else Kept(None, f"the catalog leads to {public_url}")
