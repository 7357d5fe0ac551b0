"""Where calls leave from: the place and the role of a client, of credentials, or of a stretch of code."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

_MOST = 10_000
INTERNET = "internet"
"""The place outside all networks, as a test writes it."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A place that calls leave from, and whose calls they are.

    Without a `place` only the role is told. Without a `role` (an ARN) the caller is the owner of the credentials.
    `account`: whose calls they are although a client's credentials are of another account; empty: as they are.
    """

    place: str | None = None
    role: str | None = None
    account: str = ""


Known = Mapping[tuple[str, Placement], str]
"""Access keys by account and placement."""


class Placements:
    """The placements of credentials, by access key."""

    def __init__(self) -> None:
        self.of_keys: dict[str, Placement] = {}
        self._keys: dict[tuple[str, Placement], str] = {}

    def key(self, account: str, placement: Placement) -> str:
        """The access key of temporary credentials of an account that stands for a placement: 20 characters, as AWS's."""
        key = self._keys.get((account, placement))
        if key is None:
            if len(self._keys) == _MOST:
                raise RuntimeError(f"there are {_MOST} credentials with a place or a role already")
            key = f"ASIA{account}{len(self._keys):04d}"
            self._keys[account, placement] = key
            self.of_keys[key] = placement
        return key

    def clear(self) -> None:
        """Forget all of them, with the last mock."""
        self.of_keys.clear()
        self._keys.clear()

    def known(self) -> Known:
        """All that there are, for `learn`."""
        return dict(self._keys)

    def learn(self, known: Known) -> None:
        """Know these too; clients that were made before stay where they are."""
        self._keys.update(known)
        self.of_keys.update((key, placement) for (_, placement), key in known.items())


here: ContextVar[Placement | None] = ContextVar("here", default=None)
"""The placement of the code that runs in this thread or task."""

region_here: ContextVar[str | None] = ContextVar("region_here", default=None)
"""The Region of clients that code in this thread or task makes without naming one."""
