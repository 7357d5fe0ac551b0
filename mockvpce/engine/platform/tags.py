"""The tags of EC2's resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from mockvpce.engine.resource import Home
from mockvpce.protocol.filters import Condition


class Tags(Protocol):
    """The tags of EC2's resources."""

    def of(self, home: Home, resource_id: str) -> Mapping[str, str]:
        """The tags of a resource, as seen from one account and Region. Not to be changed."""
        ...

    def put(self, home: Home, resource_id: str, tags: Mapping[str, str]) -> None:
        """Set tags."""
        ...

    def drop(self, home: Home, resource_id: str, keys: Iterable[str] | None = None) -> None:
        """Take tags off a resource; all of them without `keys`."""
        ...

    def all(self, home: Home) -> Mapping[str, Mapping[str, str]]:
        """Resource id -> tags of every tagged EC2 resource. Not to be changed."""
        ...

    def having(self, home: Home, key: str, values: Condition) -> list[str]:
        """The ids that have a tag of that key with a value that is asked for, in the order in which they came."""
        ...

    def having_a_key(self, home: Home, keys: Condition) -> list[str]:
        """The ids that have a tag of a key that is asked for, in the order in which they came."""
        ...

    def require_taggable(self, home: Home, resource_ids: Sequence[str]) -> None:
        """Refuse ids that are malformed or name no moto resource."""
        ...

    def type_of(self, resource_id: str) -> str:
        """The resource type of a moto id; empty where its prefix is unknown."""
        ...
