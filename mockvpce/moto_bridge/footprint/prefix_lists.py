"""AWS's own prefix lists as moto's objects, so that routes and group rules can name them by their real ids."""

from __future__ import annotations

from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.managed_prefixes import ManagedPrefixList

from mockvpce.data.prefix_lists import prefix_lists
from mockvpce.patching import Patches


def replace_default_lists(backend: Any) -> None:
    """Take the place of moto's `create_default_pls`: the same lists that DescribeManagedPrefixLists shows."""
    for entry in prefix_lists(backend.region_name):
        made = ManagedPrefixList(
            backend,
            address_family=entry.family,
            entry=[{"Cidr": cidr} for cidr in entry.cidrs],
            prefix_list_name=entry.name,
            region=backend.region_name,
            owner_id="AWS",
        )
        made.id = entry.id
        made.version = None
        made.max_entries = None
        made.entries = {None: made.entries.get(1, [])}
        made.prefix_list_arn = made.arn(backend.region_name, "aws")
        backend.managed_prefix_lists[made.id] = made


class DefaultLists:
    """Backends that were there before the mock: their default lists, exchanged for as long as it lasts."""

    def __init__(self) -> None:
        self._motos: list[tuple[Any, dict[str, Any]]] = []

    def apply(self, patches: Patches) -> None:
        """Exchange moto's lists for AWS's."""
        patches.on_undo(self._put_back)
        for regions in list(ec2_backends.values()):
            for backend in list(regions.values()):
                self._motos.append((backend, _take_default_lists(backend)))
                replace_default_lists(backend)

    def _put_back(self) -> None:
        for backend, lists in self._motos:
            _take_default_lists(backend)
            backend.managed_prefix_lists.update(lists)
        self._motos.clear()


def _take_default_lists(backend: Any) -> dict[str, Any]:
    lists = backend.managed_prefix_lists
    return {one: lists.pop(one) for one in [key for key, made in lists.items() if str(made.owner_id).lower() == "aws"]}
