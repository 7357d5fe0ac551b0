"""What a test may give as a place: an id, or an object that has one."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias


class HasId(Protocol):
    """An object with an `id`, such as an instance of a boto3 resource."""

    @property
    def id(self) -> str:
        """The id, as AWS spells it."""


Place: TypeAlias = str | HasId
"""Where a packet or a request begins or ends: an id as AWS spells it, or an object that has one.

An id of an interface, an instance or a subnet; a boto3 resource object of these; what `aws.vpn(id).host(...)` and
`aws.connect(...)` return; a public address; or `"internet"`. To resolve names, a VPC or a resolver endpoint, too.
"""


def place_of(place: Any) -> Any:
    """The id of a session or of a boto3 resource object; anything else as it is."""
    found = place if isinstance(place, str) else getattr(place, "id", place)
    return found if isinstance(found, str) else place
