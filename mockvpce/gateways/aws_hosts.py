"""Host names of AWS, and one form for all the names of a service's endpoint in a Region.

Clients reach the same service by many names: FIPS, dual stack, an interface endpoint's, older ones, in any case, with a
final dot, a port or user-info.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
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
_OF_CUSTOMERS = "on.aws"
"""Lambda's function URLs, services of VPC Lattice and others that are made for a customer."""
_ENDINGS = tuple(f".{suffix}" for suffix in (*chain.from_iterable(_SUFFIXES), _OF_CUSTOMERS))
_REGION = r"[a-z]{2}(?:-[a-z]+)+-\d+"
_S3 = re.compile(rf"((?:.*\.)??)(s3(?:-[a-z]+)*?)(?:-fips)?(?:\.dualstack)?((?:[.-]{_REGION})?)")
_ENDPOINT = re.compile(rf"(?:(.+)\.)?vpce-[0-9a-f]+-[a-z0-9-]+\.([a-z0-9.-]+\.{_REGION})\.vpce")
_OLD = re.compile(rf"({_REGION})\.([a-z0-9-]+)")
_FIRST, _HOME = "amazonaws.com", "us-east-1"
"""The suffix that has old names, and the Region of those without one."""


@lru_cache(maxsize=256)
def host_of(url: str) -> str:
    """The host name in its normal form: lower case, no final dot, no port, no user-info; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_aws(url: str) -> bool:
    """Whether the host belongs to AWS."""
    return host_of(url).endswith(_ENDINGS)


@lru_cache(maxsize=1024)
def plain(host: str) -> str:
    """The name without FIPS, dual stack or an interface endpoint in it: `ec2.us-east-1.amazonaws.com`."""
    for suffix, dual in _SUFFIXES:
        for ending in (dual, suffix):
            if host.endswith(f".{ending}"):
                return f"{_plain_stem(host.removesuffix(f'.{ending}'))}.{suffix}"
    return host


def _plain_stem(stem: str) -> str:
    endpoint = _ENDPOINT.fullmatch(stem)
    if endpoint is not None:
        stem = _without_endpoint(endpoint[1] or "", endpoint[2])
    s3 = _S3.fullmatch(stem)
    if s3 is not None:  # what is before it may be the name of a bucket
        return "".join(s3.groups())
    labels = [label.removesuffix("-fips") for label in stem.split(".")]
    return ".".join(label for label in labels if label not in ("fips", "dualstack"))


def _without_endpoint(prefix: str, service: str) -> str:
    """S3's endpoints have a word before their name that says which of its APIs is meant, and the bucket before that."""
    bucket, _, word = prefix.rpartition(".")
    if not service.startswith("s3."):
        return f"{prefix}.{service}" if prefix else service
    if word in ("accesspoint", "control"):
        service = service.replace("s3", f"s3-{word}", 1)
    return f"{bucket}.{service}" if bucket else service


def newer(host: str) -> str:
    """The name that AWS uses today for an old one such as `ec2.amazonaws.com` or `us-west-2.ec2.amazonaws.com`."""
    stem = host.removesuffix(f".{_FIRST}")
    old = _OLD.fullmatch(stem)
    if stem == host or ("." in stem and old is None):
        return host
    service, region = (old[2], old[1]) if old is not None else (stem, _HOME)
    return f"{service}.{region}.{_FIRST}"


@lru_cache(maxsize=256)
def region_of(url: str) -> str:
    """The Region in the name of a service's endpoint, whether it exists or not; empty where the name has none."""
    host = newer(plain(host_of(url)))
    stem = next((host.removesuffix(f".{suffix}") for suffix, _ in _SUFFIXES if host.endswith(f".{suffix}")), "")
    last = stem.rpartition(".")[2]
    return last if re.fullmatch(_REGION, last) else ""


def with_host(url: str, host: str) -> str:
    """The URL at another host, with neither port nor user-info."""
    return urlsplit(url)._replace(netloc=host).geturl()
