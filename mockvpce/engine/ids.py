"""AWS's identifier formats, drawn from one seedable source."""

from __future__ import annotations

import random
import string

_BASE36 = string.ascii_lowercase + string.digits
_BASE62 = string.ascii_letters + string.digits
_VARIANTS = {f"{digit:x}": f"{digit & 3 | 8:x}" for digit in range(16)}
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
        text = self._random.randbytes(16).hex()
        variant = _VARIANTS[text[16]]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"

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
