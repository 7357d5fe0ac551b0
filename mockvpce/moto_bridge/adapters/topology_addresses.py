"""The moto interface that has an address: an index, rebuilt when something may have changed.

A caller checks that the interface still has the address, so that the index never gives a stale answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.adapters.topology_nodes import addresses_of

if TYPE_CHECKING:
    from mockvpce.moto_bridge.backends import Backends


class Addresses:
    """Ids of interfaces by private address in a VPC, and by public address."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._inside: dict[tuple[str, str], str] = {}
        self._public: dict[str, str] = {}
        self._marks: list[Any] | None = None

    def inside(self, vpc_id: str, address: str) -> Iterator[str]:
        """The interface that is known to have a private address, then the one that is found in a new index."""
        yield self._inside.get((vpc_id, address), "")
        if self._renew():
            yield self._inside.get((vpc_id, address), "")

    def public(self, address: str) -> Iterator[str]:
        """The same of a public address."""
        yield self._public.get(address, "")
        if self._renew():
            yield self._public.get(address, "")

    def forget(self) -> None:
        """Something may have changed that leaves the number of interfaces as it is."""
        self._marks = None

    def clear(self) -> None:
        """Know nothing."""
        self.forget()
        self._inside.clear()
        self._public.clear()

    def _renew(self) -> bool:
        """Make the index anew; false where that was done and nothing has changed since."""
        marks = [
            (home, len(backend.enis), [id(one.eni) for one in backend.addresses])
            for home, backend in self._backends.every_ec2()
        ]
        if marks == self._marks:
            return False
        self._marks = marks
        self._inside.clear()
        self._public.clear()
        for _, backend in self._backends.every_ec2():
            for eni in backend.enis.values():
                for address in addresses_of(eni):
                    self._inside[eni.subnet.vpc_id, address] = eni.id
                    if ":" in address:
                        self._public[address] = eni.id
                if eni.public_ip:
                    self._public[eni.public_ip] = eni.id
            for elastic in backend.addresses:
                if elastic.eni is not None:
                    self._public[elastic.public_ip] = elastic.eni.id
        return True
