"""moto's prefix lists that users made, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


class MotoPrefixLists:
    """Prefix lists that users made."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def of_customers(self, home: Home) -> Sequence[Mapping[str, Any]]:
        lists = self._backends.ec2(home).describe_managed_prefix_lists()
        return [prefix_list_view(one) for one in lists if _is_customers(one)]


def prefix_list_view(prefix_list: Any) -> dict[str, Any]:
    """A customer's prefix list as DescribeManagedPrefixLists shows it."""
    version = prefix_list.version
    return {
        "PrefixListId": prefix_list.id,
        "AddressFamily": prefix_list.address_family,
        "State": prefix_list.state,
        "PrefixListArn": prefix_list.prefix_list_arn,
        "PrefixListName": prefix_list.prefix_list_name,
        "MaxEntries": int(prefix_list.max_entries) if prefix_list.max_entries else None,
        "Version": int(version) if version else None,
        "OwnerId": prefix_list.owner_id,
    }


def _is_customers(prefix_list: Any) -> bool:
    return str(prefix_list.owner_id).lower() != "aws"
