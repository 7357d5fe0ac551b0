"""Checks of options, when they are given."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from mockvpce.data import regions

QUOTAS = frozenset(
    {
        "L-1B52E74A",
        "L-29B6F2EB",
        "L-3B4E38D2",
        "L-3E6EC3A3",
        "L-401D78F7",
        "L-4FB7FF5D",
        "L-7029FAB6",
        "L-7A108150",
        "L-7E9ECCDB",
        "L-8EA77D34",
        "L-9A1BC94B",
        "L-B6F46B9C",
        "L-B91E5754",
        "L-C4B238BF",
        "L-CA6CC422",
        "L-DC9F7029",
    }
)
"""The codes of all quotas that operations ask for."""


def check_quotas(quotas: object) -> None:
    """True, False, or numbers from 0 by the code of a quota that is known."""
    if isinstance(quotas, bool):
        return
    if not isinstance(quotas, Mapping):
        raise TypeError(f"quotas is True, False, or a mapping of codes such as 'L-29B6F2EB' to numbers, got {quotas!r}")
    for code, number in quotas.items():
        if code not in QUOTAS:
            near = get_close_matches(str(code).upper(), QUOTAS, n=2, cutoff=0.6)
            offered = f"nearest: {', '.join(near)}" if near else f"they are {', '.join(sorted(QUOTAS))}"
            raise ValueError(f"quotas: {code!r} is not the code of a quota that mockvpce knows; {offered}")
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise ValueError(f"quotas: {code} is a number from 0, got {number!r}")


def check_region(region: object) -> None:
    """None, or the name of a Region that the data or the installed botocore has, or of any where moto is told to have it."""
    if region is None:
        return
    near: list[str] = []
    if isinstance(region, str) and re.fullmatch("[a-z0-9-]+", region):
        if regions.is_known(region) or os.environ.get("MOTO_ALLOW_NONEXISTENT_REGION", "").lower() == "true":
            return
        known = _botocores_regions()
        if region in known:
            return
        near = get_close_matches(region, known, n=3, cutoff=0.6)
    offered = f"; nearest: {', '.join(near)}" if near else ""
    raise ValueError(f"region is the name of a Region, such as 'us-east-1', got {region!r}{offered}")


@cache
def _botocores_regions() -> frozenset[str]:
    from botocore.session import get_session  # noqa: PLC0415 - loaded for names that the data does not have

    session = get_session()
    return frozenset(
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("ec2", partition)
    )


def check_config(config: object) -> None:
    """None, or mappings by the name of what they are about, as moto has them."""
    is_right = isinstance(config, Mapping) and all(
        isinstance(name, str) and isinstance(value, Mapping) for name, value in config.items()
    )
    if config is not None and not is_right:
        raise TypeError(f"config is moto's own, such as {{'core': {{'mock_credentials': False}}}}, got {config!r}")
