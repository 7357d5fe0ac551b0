"""AWS's own prefix lists as moto's objects, so that routes and group rules can name them by their real ids."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.managed_prefixes import ManagedPrefixList

from mockvpce.data.prefix_lists import prefix_lists


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
