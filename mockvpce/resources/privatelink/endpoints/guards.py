"""What endpoints and services have to say when something of moto's is deleted or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.engine.guards import after, guard
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    DELETED,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.world import Home, World


@guard("DeleteVpc")
def _vpc_without_endpoints(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    vpc_id = arguments["vpc_id"]
    if any(one.state != DELETED for one in world.table(VpcEndpoint).where("vpc-id", (home, vpc_id))):
        raise errors.VPC_IN_USE(id=vpc_id)


@guard("DeleteSubnet")
def _subnet_without_interfaces(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    subnet_id = arguments["subnet_id"]
    if any(one.state != DELETED for one in world.table(VpcEndpoint).where("subnet", (home, subnet_id))):
        raise errors.SUBNET_IN_USE(id=subnet_id)


@guard("DeleteSecurityGroup")
def _group_without_endpoints(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    group_id = arguments.get("group_id")
    if group_id and any(one.state != DELETED for one in world.table(VpcEndpoint).where("group", (home, group_id))):
        raise errors.GROUP_IN_USE(id=group_id)


@guard("DeleteNetworkInterface")
def _interface_of_endpoint(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    if world.platform.interface(home, arguments["eni_id"]) is not None:
        raise errors.ENI_IN_USE(id=arguments["eni_id"])


@guard("DetachNetworkInterface")
def _attachment_of_endpoint(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    del world, home
    if str(arguments["attachment_id"]).startswith("ela-attach-"):
        raise errors.ENI_ATTACHMENT()


@guard("DeleteRoute")
def _route_of_gateway(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    prefix_list, table = arguments.get("destination_prefix_list_id"), arguments["route_table_id"]
    target = world.platform.prefix_routes(home, table).get(prefix_list) if prefix_list else None
    if target is not None and world.table(VpcEndpoint).get(target) is not None:
        raise errors.ENDPOINT_ROUTE(endpoint=target, table=table)


@guard("CreateRoute")
@guard("ReplaceRoute")
def _route_to_endpoint(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    target = arguments.get("vpc_endpoint_id") or arguments.get("gateway_id") or ""
    if not target.startswith("vpce-"):
        return
    if arguments.get("destination_prefix_list_id"):
        raise errors.PREFIX_ROUTE_TO_ENDPOINT()
    endpoint = world.table(VpcEndpoint).seen_from(home, target)
    if endpoint is None:
        raise errors.ENDPOINT_UNKNOWN(id=target)
    if endpoint.endpoint_type != GATEWAY_LOAD_BALANCER:
        raise errors.ROUTE_TO_INTERFACE(id=target)
    if endpoint.state != AVAILABLE:
        raise errors.ROUTE_TO_PENDING(id=target, state=endpoint.state)


@after("DeleteRouteTable")
def _table_of_gateway(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    """A table in use by a gateway endpoint may go; the endpoint loses it."""
    table = arguments["route_table_id"]
    for endpoint in world.table(VpcEndpoint).where("type", (home, GATEWAY)):
        if table in endpoint.route_table_ids:
            endpoint.route_table_ids.remove(table)


@guard("DeleteLoadBalancer")
def _balancer_without_service(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    del home
    if any(True for _ in world.table(EndpointService).where("balancer", arguments["arn"])):
        raise errors.BALANCER_IN_USE(arn=arguments["arn"])


@guard("SetSubnets")
def _subnets_of_balancer(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    arn = arguments["arn"]
    if not any(True for _ in world.table(EndpointService).where("balancer", arn)):
        return
    balancer = world.platform.load_balancer(home, arn)
    mapped = [mapping.get("SubnetId") for mapping in arguments.get("subnet_mappings") or ()]
    kept = {*(arguments.get("subnets") or ()), *mapped}
    if balancer is not None and not kept >= set(balancer.subnet_ids):
        raise errors.BALANCER_SUBNETS()


@guard("CreateHostedZone")
def _zone_beside_endpoint(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    if arguments.get("private_zone") and arguments.get("vpcid"):
        _check_zone(world, home[0], arguments["vpcid"], arguments.get("vpcregion") or home[1], arguments["name"])


@guard("AssociateVPCWithHostedZone")
def _association_beside_endpoint(world: World, home: Home, arguments: Mapping[str, Any]) -> None:
    name = world.platform.hosted_zone_name(home, arguments["zone_id"])
    if name is not None:
        _check_zone(world, home[0], arguments["vpcid"], arguments.get("vpcregion") or home[1], name)


def _check_zone(world: World, account: str, vpc_id: str, region: str, name: str) -> None:
    """Refuse a private zone of a name that an endpoint's hidden zone has in the VPC already."""
    domain = name.rstrip(".")
    for form in (domain, f"*.{domain}"):
        for endpoint in world.table(VpcEndpoint).where("private-name", ((account, region), vpc_id, form)):
            if endpoint.state != DELETED:
                zone = endpoint.hosted_zone or "ZONEIDPENDING"
                raise errors.ZONE_CONFLICT(vpc=vpc_id, region=region, zone=zone)
