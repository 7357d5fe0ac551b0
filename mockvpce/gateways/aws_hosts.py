"""AWS's addresses: which hosts are AWS's, and the form of them that moto knows."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

# The DNS suffixes of every partition in botocore's data/partitions.json; of each pair the second one is for dual stack.
_SUFFIXES = (
    ("amazonaws.com", "api.aws"),
    ("amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    ("amazonaws.eu", "api.amazonwebservices.eu"),
    ("c2s.ic.gov", "api.aws.ic.gov"),
    ("sc2s.sgov.gov", "api.aws.scloud"),
    ("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    ("csp.hci.ic.gov", "api.aws.hci.ic.gov"),
)
_ENDINGS = tuple(f".{suffix}" for pair in _SUFFIXES for suffix in pair)


@lru_cache(maxsize=256)
def is_aws(url: str) -> bool:
    """Whether the host belongs to AWS."""
    return (urlsplit(url).hostname or "").endswith(_ENDINGS)


def without_dual_stack(url: str) -> str:
    """The address of the same service without dual stack, which is the one that moto has patterns for."""
    parts = urlsplit(url)
    for plain, dual in _SUFFIXES:
        if (parts.hostname or "").endswith(f".{dual}"):
            return parts._replace(netloc=parts.netloc.replace(f".{dual}", f".{plain}")).geturl()
    return url
