"""AWS's identifier formats, drawn from one seedable source."""

from __future__ import annotations

import random
import string

_BASE36 = string.ascii_lowercase + string.digits
_BASE62 = string.ascii_letters + string.digits
_KEY_OF_BYTE = f"{_BASE62}._".encode() * 4


class Ids:
    """Draws identifiers. The same seed gives the same sequence."""

    __slots__ = ("_random",)

    def __init__(self, seed: int | str | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - names of test resources, not secrets

    def seed(self, seed: int | str | None) -> None:
        """Start the sequence that belongs to `seed` from its beginning."""
        self._random.seed(seed)

    def resource(self, prefix: str) -> str:
        """`prefix-` and 17 hex digits of which the first is 0, as AWS has given out since 2018."""
        return f"{prefix}-0{self._random.getrandbits(64):016x}"

    def request(self) -> str:
        """A request id: a version 4 UUID."""
        bits = self._random.getrandbits(128)
        bits = bits & ~(0xF << 76) | 4 << 76
        bits = bits & ~(0x3 << 62) | 2 << 62
        text = f"{bits:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def base36(self, length: int) -> str:
        """Lower-case letters and digits, as in an endpoint's DNS label."""
        return "".join(self._random.choices(_BASE36, k=length))

    def base62(self, length: int) -> str:
        """Letters of both cases and digits, as in a domain verification value."""
        return "".join(self._random.choices(_BASE62, k=length))

    def key(self, length: int) -> str:
        """Letters of both cases, digits, dots and underscores, as in a key that AWS makes."""
        return self._random.randbytes(length).translate(_KEY_OF_BYTE).decode()

    def hosted_zone(self) -> str:
        """A Route 53 hosted zone id: `Z` and 20 upper-case letters and digits."""
        return "Z" + "".join(self._random.choices(string.digits + string.ascii_uppercase, k=20))

    def number(self, below: int) -> int:
        """A whole number from 0 up to, but without, `below`."""
        return self._random.randrange(below)

    def getstate(self) -> object:
        """The state of the sequence, for `setstate`."""
        return self._random.getstate()

    def setstate(self, state: object) -> None:
        """Continue the sequence from a state that `getstate` gave."""
        self._random.setstate(state)  # type: ignore[arg-type] # opaque to callers; random's own tuple
