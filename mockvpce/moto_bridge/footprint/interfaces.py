"""Network interfaces that AWS manages for our resources, as moto objects."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any
from xml.etree import ElementTree

from moto.ec2.models.elastic_network_interfaces import NetworkInterface

from mockvpce.engine.ids import Ids
from mockvpce.engine.platform import Interface, ManagedInterface

RESERVED_HEAD = 4
"""The first addresses of an IPv4 block that AWS keeps for itself; it keeps the last one too."""


class ManagedNetworkInterface(NetworkInterface):  # type: ignore[misc] # moto has no types for mypy here
    """An interface that AWS made for one of our resources."""

    def __init__(self, backend: Any, subnet: Any, wish: ManagedInterface, attachment_id: str) -> None:
        super().__init__(
            backend,
            subnet,
            wish.ipv4 or "",
            group_ids=list(wish.group_ids) or None,
            description=wish.description,
            ipv6_addresses=[wish.ipv6] if wish.ipv6 else [],
        )
        if not wish.group_ids:
            self._group_set: list[Any] = []
        self.interface_type = wish.interface_type
        self.requester_managed = True
        self.requester_id = wish.requester_id
        self.attached_by = wish.attached_by
        self.status = "in-use"
        self.managed_for = wish.owner_id
        self.ela_attachment_id = attachment_id

    def get_filter_value(self, filter_name: str, method_name: str | None = None) -> Any:
        """Values of the filters that moto does not have for such interfaces."""
        own = {
            "interface-type": self.interface_type,
            "requester-managed": "true",
            "requester-id": self.requester_id,
            "attachment.attachment-id": self.ela_attachment_id,
            "attachment.instance-owner-id": self.attached_by,
            "attachment.status": "attached",
            "owner-id": self.owner_id,
        }
        return own[filter_name] if filter_name in own else super().get_filter_value(filter_name, method_name)

    def view(self) -> Interface:
        """The interface as families see it."""
        return Interface(
            id=self.id,
            subnet_id=self.subnet.id,
            ipv4=self.private_ip_address,
            ipv6=self.ipv6_addresses[0] if self.ipv6_addresses else None,
            group_ids=tuple(group.id for group in self._group_set),
        )

    def set_groups(self, backend: Any, group_ids: Sequence[str]) -> None:
        """Put the interface into other groups."""
        self._group_set = [backend.get_security_group_from_id(group_id) for group_id in group_ids]

    def set_ipv4(self, address: str | None) -> None:
        """Give the interface another IPv4 address, or none."""
        self.private_ip_address = address
        self.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address}] if address else []


def is_managed(backend: Any, interface_id: str) -> bool:
    """Whether AWS manages an interface, for one of our resources or for a NAT gateway."""
    eni = backend.enis.get(interface_id)
    if eni is None:
        return False
    if isinstance(eni, ManagedNetworkInterface):
        return True
    nats = backend.nat_gateways.values()
    return any(nat._eni is eni and nat.state != "deleted" for nat in nats)  # noqa: SLF001 - moto shows its id only


def addressed_interface(backend: Any, association_id: str | None, public_ip: str | None) -> str | None:
    """The interface of an Elastic IP address, None where it is associated with none."""
    for address in backend.addresses:
        if address.eni is not None and (
            (association_id and address.association_id == association_id) or address.public_ip == public_ip
        ):
            return str(address.eni.id)
    return None


@lru_cache(maxsize=1024)
def _network(block: str) -> ipaddress.IPv4Network:
    return ipaddress.IPv4Network(block)


def free_ipv4(subnet: Any) -> str | None:
    """A free address of a subnet's IPv4 block, from the lowest up; None where it is full."""
    network = _network(subnet.cidr_block)
    taken = subnet._subnet_ips  # noqa: SLF001 - moto's register of addresses; it has no public reading
    cursor = getattr(subnet, "mockvpce_cursor", RESERVED_HEAD)
    for number in chain(range(cursor, network.num_addresses - 1), range(RESERVED_HEAD, cursor)):
        address = str(network[number])
        if address not in taken:
            subnet.mockvpce_cursor = number
            return address
    return None


def count_free_ipv4(subnet: Any) -> int:
    """How many addresses of a subnet's IPv4 block an interface can still have."""
    taken = subnet._subnet_ips  # noqa: SLF001 - see free_ipv4
    return max(0, _network(subnet.cidr_block).num_addresses - RESERVED_HEAD - 1 - len(taken))


def is_free_ipv4(subnet: Any, address: str) -> bool:
    """Whether the address lies in the block, is not reserved by AWS, and is not in use."""
    network = _network(subnet.cidr_block)
    try:
        number = int(ipaddress.ip_address(address)) - int(network.network_address)
    except ValueError:
        return False
    inside = RESERVED_HEAD <= number < network.num_addresses - 1
    return inside and address not in subnet._subnet_ips  # noqa: SLF001 - see free_ipv4


def is_in_ipv6_block(subnet: Any, address: str) -> bool:
    """Whether the address lies in the subnet's IPv6 block and is not reserved by AWS."""
    block = ipv6_block(subnet)
    if block is None:
        return False
    network = ipaddress.ip_network(block, strict=False)
    try:
        number = int(ipaddress.IPv6Address(address)) - int(network.network_address)
    except ValueError:
        return False
    return RESERVED_HEAD <= number < network.num_addresses - 1


def ipv6_block(subnet: Any) -> str | None:
    """The IPv6 block that is associated with a subnet."""
    for association in subnet.ipv6_cidr_block_associations.values():
        state = association["ipv6CidrBlockState"]
        name = state if isinstance(state, str) else state.get("State", state.get("state"))  # a text in moto 5.1.0
        if name == "associated":
            return str(association["ipv6CidrBlock"])
    return None


def draw_ipv6(subnet: Any, ids: Ids) -> str | None:
    """An address of a subnet's IPv6 block, None where it has none."""
    block = ipv6_block(subnet)
    if block is None:
        return None
    network = ipaddress.ip_network(block, strict=False)
    return str(network[RESERVED_HEAD + ids.number(network.num_addresses - 2 * RESERVED_HEAD)])


def mend_description(item: ElementTree.Element, interface: ManagedNetworkInterface) -> None:
    """Make one `<item>` of DescribeNetworkInterfaces say what AWS says of an interface that it manages.

    moto prints some of these members from constants, others (the attachment) only for instances.
    """
    prefix = item.tag[: item.tag.rfind("}") + 1]
    for name in ("requesterId", "requesterManaged", "attachment", "operator", "interfaceType", "denyAllIgwTraffic"):
        for old in item.findall(prefix + name):
            item.remove(old)
    for name, value in (
        ("requesterId", interface.requester_id),
        ("requesterManaged", "true"),
        ("interfaceType", interface.interface_type),
        ("publicDnsName", ""),
    ):
        ElementTree.SubElement(item, prefix + name).text = value
    if interface.public_ip:
        addresses = item.findall(f"{prefix}privateIpAddressesSet/{prefix}item")
        for holder in (item, *addresses[:1]):
            _mend_association(holder, prefix, interface.public_ip)
    if interface.ipv6_addresses:
        ElementTree.SubElement(item, prefix + "denyAllIgwTraffic").text = "true"
    operator = ElementTree.SubElement(item, prefix + "operator")
    ElementTree.SubElement(operator, prefix + "managed").text = "false"
    attachment = ElementTree.SubElement(item, prefix + "attachment")
    for name, value in (
        ("attachmentId", interface.ela_attachment_id),
        ("deleteOnTermination", "false"),
        ("deviceIndex", "1"),
        ("instanceOwnerId", interface.attached_by),
        ("status", "attached"),
    ):
        ElementTree.SubElement(attachment, prefix + name).text = value


def _mend_association(holder: ElementTree.Element, prefix: str, address: str) -> None:
    """A public address that AWS assigned, which older moto shows for Elastic IP addresses only."""
    for old in holder.findall(prefix + "association"):
        holder.remove(old)
    association = ElementTree.SubElement(holder, prefix + "association")
    for name, value in (("ipOwnerId", "amazon"), ("publicDnsName", ""), ("publicIp", address)):
        ElementTree.SubElement(association, prefix + name).text = value
