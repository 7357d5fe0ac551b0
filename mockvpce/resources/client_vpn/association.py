"""Associating endpoints with subnets, ending that, and the security groups of all of an endpoint's associations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint, changeable_endpoint
from mockvpce.resources.client_vpn.options import groups_of, placement
from mockvpce.resources.client_vpn.reconcile import set_groups
from mockvpce.resources.client_vpn.target_network import ASSOCIATING, TargetNetwork, held_networks
from mockvpce.resources.client_vpn.transit import AVAILABLE as ATTACHED
from mockvpce.resources.client_vpn.transit import ZONES, ClientVpnAttachment, associate_zone, attachment_of, read_zone

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import Subnet

SMALLEST_SUBNET = 27
FREE_ADDRESSES = 20


# associate -----------------------------------------------------------------------------------------------------------


@operation
def associate_client_vpn_target_network(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    subnet_id: str | None = None,
    availability_zone: str | None = None,
    availability_zone_id: str | None = None,
) -> dict[str, Any]:
    """Lead an endpoint into a subnet. The first one brings the endpoint its VPC and security groups."""
    if subnet_id:
        check_ids([subnet_id], "subnet", errors.SUBNET_MALFORMED)
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    attachment = attachment_of(call.world, endpoint.id)
    if attachment is not None:
        if subnet_id:
            raise errors.SUBNET_WITH_TRANSIT_GATEWAY()
        return _associate_zone(call, endpoint, attachment, availability_zone, availability_zone_id)
    if availability_zone or availability_zone_id:
        raise errors.ZONE_WITHOUT_TRANSIT_GATEWAY()
    if not subnet_id:
        raise errors.SUBNET_MISSING()
    subnet = _own_subnet(call, subnet_id)
    _check_against_others(call, endpoint, subnet)
    _check_subnet(call, endpoint, subnet)
    _place(call, endpoint, subnet.vpc_id)
    network = call.create(
        TargetNetwork,
        ASSOCIATING,
        endpoint_id=endpoint.id,
        vpc_id=subnet.vpc_id,
        subnet_id=subnet.id,
        zone=subnet.zone,
        zone_id=subnet.zone_id,
    )
    return {"AssociationId": network.id, "Status": {"Code": network.state}}


def _associate_zone(
    call: Call,
    endpoint: ClientVpnEndpoint,
    attachment: ClientVpnAttachment,
    name: str | None,
    zone_id: str | None,
) -> dict[str, Any]:
    if name and zone_id:
        raise errors.ZONE_BY_NAME_AND_ID()
    if not (name or zone_id):
        raise errors.ZONE_MISSING()
    zone = read_zone(call, name or zone_id or "")
    if attachment.state != ATTACHED:
        raise errors.ATTACHMENT_STATE(id=attachment.id)
    others = list(held_networks(call.world, endpoint.id))
    if any(one.zone_id == zone[1] for one in others):
        raise errors.DUPLICATE_ASSOCIATION()
    if len(others) >= ZONES:
        raise errors.TOO_MANY_ZONES(limit=ZONES)
    network = associate_zone(call.world, endpoint, zone)
    return {"AssociationId": network.id, "Status": {"Code": network.state}}


def _own_subnet(call: Call, subnet_id: str) -> Subnet:
    subnet = call.platform.networks.subnet(call.home, subnet_id)
    if subnet is None:
        owner = call.platform.networks.subnet_owner(call.region, subnet_id)
        raise errors.SUBNET_UNKNOWN() if owner is None else errors.SUBNET_OF_OTHERS()
    return subnet


def _check_against_others(call: Call, endpoint: ClientVpnEndpoint, subnet: Subnet) -> None:
    others = list(held_networks(call.world, endpoint.id))
    if any(one.subnet_id == subnet.id for one in others):
        raise errors.DUPLICATE_ASSOCIATION()
    if endpoint.options.vpc_id not in ("", subnet.vpc_id):
        advise(f"{endpoint.id} leads into {endpoint.options.vpc_id}, and {subnet.id} is in {subnet.vpc_id}")
        raise errors.SUBNET_UNKNOWN()
    for one in others:
        if one.zone == subnet.zone:
            advise(f"{one.subnet_id} is in {subnet.zone}, too ({one.id})")
            raise errors.SUBNET_IN_SAME_ZONE()


def _check_subnet(call: Call, endpoint: ClientVpnEndpoint, subnet: Subnet) -> None:
    """The client block overlaps no block of the VPC; the subnet has room, and the addresses that the traffic needs."""
    vpc = call.platform.networks.vpc(call.home, subnet.vpc_id)
    if vpc is None:
        raise errors.SUBNET_UNKNOWN()
    options = endpoint.options
    if options.client_cidr:
        clients = ip_network(options.client_cidr)
        if any(clients.overlaps(ip_network(block)) for block in vpc.cidrs):
            raise errors.SUBNET_OVERLAPS()
    if vpc.dedicated:
        raise errors.SUBNET_DEDICATED(id=subnet.id)
    if options.traffic_addresses != "ipv4" and subnet.ipv6_cidr is None:
        raise errors.SUBNET_WITHOUT_IPV6(id=subnet.id)
    if subnet.cidr is not None and (
        ip_network(subnet.cidr).prefixlen > SMALLEST_SUBNET
        or call.platform.interfaces.free_addresses(call.home, subnet.id) < FREE_ADDRESSES
    ):
        raise errors.SUBNET_TOO_SMALL(id=subnet.id)


def _place(call: Call, endpoint: ClientVpnEndpoint, vpc_id: str) -> None:
    if endpoint.options.vpc_id:
        groups_of(call, vpc_id, endpoint.options.group_ids)
    else:
        endpoint.options = replace(endpoint.options, **placement(call, vpc_id, ()))


# disassociate --------------------------------------------------------------------------------------------------------


@operation
def disassociate_client_vpn_target_network(
    call: Call, *, client_vpn_endpoint_id: str, association_id: str
) -> dict[str, Any]:
    """End an association. One that is ending already goes on ending."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    network = call.world.table(TargetNetwork).get(association_id)
    if network is None or network.endpoint_id != endpoint.id or not network.is_held:
        raise errors.ASSOCIATION_UNKNOWN()
    if call.world.can(network, "disassociate"):
        call.world.apply(network, "disassociate")
    return {"AssociationId": network.id, "Status": {"Code": network.state}}


# security groups -----------------------------------------------------------------------------------------------------


@operation
def apply_security_groups_to_client_vpn_target_network(
    call: Call, *, client_vpn_endpoint_id: str, vpc_id: str, security_group_ids: Sequence[str]
) -> dict[str, Any]:
    """Replace the groups of the endpoint and of all its associations, which are in one VPC."""
    check_ids([vpc_id], "vpc", errors.VPC_MALFORMED)
    check_ids(security_group_ids, "sg", errors.GROUP_MALFORMED)
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    if call.platform.networks.vpc(call.home, vpc_id) is None:
        raise errors.VPC_UNKNOWN(id=vpc_id)
    if endpoint.options.vpc_id != vpc_id or not any(held_networks(call.world, endpoint.id)):
        raise errors.NO_ACTIVE_ASSOCIATION()
    groups = groups_of(call, vpc_id, security_group_ids)
    endpoint.options = replace(endpoint.options, group_ids=groups)
    set_groups(call.world, endpoint)
    return {"SecurityGroupIds": list(groups)}
