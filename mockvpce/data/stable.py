"""Identifiers for what AWS has but nobody recorded: made from what they name, so always the same, in every process."""

from __future__ import annotations

from hashlib import sha256

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONG_ID = 17


def number(*parts: str) -> int:
    """A 256-bit number that belongs to these parts."""
    return int.from_bytes(sha256("|".join(parts).encode()).digest(), "big")


def resource_id(prefix: str, *parts: str, digits: int = _LONG_ID) -> str:
    """`prefix-` and 17 hex digits of which the first is 0, or 8 hex digits as AWS gave out before 2018."""
    text = f"{number(*parts):064x}"
    return f"{prefix}-{'0' + text[:16] if digits == _LONG_ID else text[:digits]}"


def hosted_zone(*parts: str) -> str:
    """A Route 53 hosted zone id: `Z` and 20 upper-case letters and digits."""
    rest = number(*parts)
    letters = []
    for _ in range(20):
        rest, index = divmod(rest, len(_BASE36))
        letters.append(_BASE36[index])
    return "Z" + "".join(letters)
