"""moto's VPCs, subnets, groups, tables, interfaces and load balancers, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import validate_resource_ids
from moto.ec2.models.route_tables import Route
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, generate_route_id, get_prefix, random_public_ip

from mockvpce.engine.platform import (
    GroupRule,
    Interface,
    LoadBalancer,
    ManagedInterface,
    Principal,
    SecurityGroup,
    Subnet,
    TransitAttachment,
    TransitGateway,
    Vpc,
)
from mockvpce.moto_bridge.adapters import services, sns, vpclattice
from mockvpce.moto_bridge.adapters.authorization import MotoAuthorization
from mockvpce.moto_bridge.adapters.outside_ec2 import MotoServices
from mockvpce.moto_bridge.adapters.topology import MotoTopology
from mockvpce.moto_bridge.compat import cidr_blocks_of, routes_of
from mockvpce.moto_bridge.footprint.interfaces import (
    ManagedNetworkInterface,
    addressed_interface,
    count_free_ipv4,
    draw_ipv6,
    free_ipv4,
    ipv6_block,
    is_free_ipv4,
    is_in_ipv6_block,
    is_managed,
)
from mockvpce.moto_bridge.footprint.transit_attachments import drop, put, seen_gateway
from mockvpce.moto_bridge.overrides.security_groups import group_view, rules_naming_groups
from mockvpce.protocol.errors import EC2Error

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends

_NO_TAGS: Mapping[str, str] = {}
_TYPES = {
    "dedicated_host": "dedicated-host",
    "flow-logs": "vpc-flow-log",
    "managed-prefix-list": "prefix-list",
    "nat-gateway": "natgateway",
    "reserved-instance": "reserved-instances",
    "spot-instance-request": "spot-instances-request",
    "vpc-elastic-ip": "elastic-ip",
}
"""moto's names of resource types that AWS calls otherwise (the ResourceType enum of the EC2 model)."""
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nothing is bound: what an interface without an IPv4 address has for a moment


class PrefixListName:
    """Stands for a prefix list in a route of moto's, which asks only for its id."""

    def __init__(self, prefix_list_id: str) -> None:
        self.id = prefix_list_id


class EndpointName:
    """Stands for a gateway endpoint in a route of moto's, which asks only for its id."""

    def __init__(self, endpoint_id: str) -> None:
        self.id = endpoint_id


class MotoPlatform:
    """What our resources see of moto, and do to it."""

    def __init__(self, world: World, backends: Backends) -> None:
        self._world = world
        self._backends = backends
        self.topology = MotoTopology(world, backends)
        self.authorization = MotoAuthorization(backends)
        self.services = MotoServices(world)

    # networks ------------------------------------------------------------------------------------------------------

    def vpc(self, home: Home, vpc_id: str) -> Vpc | None:
        vpc = self._backends.ec2(home).vpcs.get(vpc_id)
        return None if vpc is None else _vpc_view(home, vpc)

    def find_vpc(self, vpc_id: str) -> Vpc | None:
        for home, backend in self._backends.every_ec2():
            if vpc_id in backend.vpcs:
                return _vpc_view(home, backend.vpcs[vpc_id])
        return None

    def subnet(self, home: Home, subnet_id: str) -> Subnet | None:
        subnet = self._subnet(home, subnet_id)
        if subnet is None:
            return None
        cidr = None if subnet.ipv6_native else subnet.cidr_block
        return Subnet(
            subnet.id, subnet.vpc_id, subnet.availability_zone, subnet.availability_zone_id, cidr, ipv6_block(subnet)
        )

    def subnet_owner(self, region: str, subnet_id: str) -> str | None:
        for home, _ in self._backends.every_ec2():
            if home[1] == region and self._subnet(home, subnet_id) is not None:
                return home[0]
        return None

    def _subnet(self, home: Home, subnet_id: str) -> Any:
        for subnets in self._backends.ec2(home).subnets.values():
            if subnet_id in subnets:
                return subnets[subnet_id]
        return None

    def security_group(self, home: Home, group_id: str) -> SecurityGroup | None:
        for groups in self._backends.ec2(home).groups.values():
            if group_id in groups:
                return group_view(home, groups[group_id])
        return None

    def find_group(self, group_id: str) -> SecurityGroup | None:
        for home, _ in self._backends.every_ec2():
            found = self.security_group(home, group_id)
            if found is not None:
                return found
        return None

    def group_called(self, home: Home, name_or_id: str, vpc_id: str | None) -> SecurityGroup | None:
        group = self._backends.ec2(home).get_security_group_by_name_or_id(name_or_id, vpc_id)
        return None if group is None else group_view(home, group)

    def group_rules(self, home: Home, vpc_id: str) -> Sequence[GroupRule]:
        groups = self._backends.ec2(home).groups.get(vpc_id, {})
        return [rule for group in groups.values() for rule in rules_naming_groups(group)]

    def default_security_group(self, home: Home, vpc_id: str) -> SecurityGroup | None:
        for group in self._backends.ec2(home).groups[vpc_id].values():
            if group.name == "default":
                return group_view(home, group)
        return None

    def route_table_vpc(self, home: Home, table_id: str) -> str | None:
        table = self._backends.ec2(home).route_tables.get(table_id)
        return None if table is None else table.vpc_id

    def load_balancer(self, home: Home, arn: str) -> LoadBalancer | None:
        return services.load_balancer(home, arn)

    def zones(self, home: Home) -> Sequence[tuple[str, str]]:
        backend = self._backends.ec2(home)
        return [(zone.name, zone.zone_id) for zone in backend.describe_availability_zones()]

    def principal(self, access_key: str | None, home: Home) -> Principal:
        return services.principal(access_key, home)

    def quota(self, home: Home, code: str, default: int) -> int:
        return services.quota(home, code, default)

    # interfaces ----------------------------------------------------------------------------------------------------

    def address_is_free(self, home: Home, subnet_id: str, address: str) -> bool:
        subnet = self._subnet(home, subnet_id)
        if subnet is None:
            return False
        if ":" not in address:
            return is_free_ipv4(subnet, address)
        enis = self._backends.ec2(home).enis.values()
        return is_in_ipv6_block(subnet, address) and not any(address in eni.ipv6_addresses for eni in enis)

    def has_free_address(self, home: Home, subnet_id: str) -> bool:
        subnet = self._subnet(home, subnet_id)
        return subnet is not None and free_ipv4(subnet) is not None

    def free_addresses(self, home: Home, subnet_id: str) -> int:
        subnet = self._subnet(home, subnet_id)
        return 0 if subnet is None else count_free_ipv4(subnet)

    def create_interface(self, home: Home, wish: ManagedInterface) -> Interface:
        backend = self._backends.ec2(home)
        subnet = self._subnet(home, wish.subnet_id)
        ipv4 = (wish.ipv4 or free_ipv4(subnet)) if wish.wants_ipv4 else None
        ipv6 = (wish.ipv6 or draw_ipv6(subnet, self._world.ids)) if wish.wants_ipv6 else None
        # moto insists on an IPv4 address while it makes an interface; an IPv6-only one loses it again below
        placed = replace(wish, ipv4=ipv4 or NO_ADDRESS, ipv6=ipv6)
        eni = ManagedNetworkInterface(backend, subnet, placed, self._world.ids.resource("ela-attach"))
        if ipv4 is None:
            eni.set_ipv4(None)
        else:
            subnet._subnet_ips[ipv4] = eni  # noqa: SLF001 - moto's register of addresses
        if wish.public:
            eni.public_ip = random_public_ip()
        backend.enis[eni.id] = eni
        return eni.view()

    def _interface(self, home: Home, interface_id: str) -> ManagedNetworkInterface | None:
        eni = self._backends.ec2(home).enis.get(interface_id)
        return eni if isinstance(eni, ManagedNetworkInterface) else None

    def interface(self, home: Home, interface_id: str) -> Interface | None:
        eni = self._interface(home, interface_id)
        return None if eni is None else eni.view()

    def manages_interface(self, home: Home, interface_id: str) -> bool:
        return is_managed(self._backends.ec2(home), interface_id)

    def addressed_interface(self, home: Home, association_id: str | None, public_ip: str | None) -> str | None:
        return addressed_interface(self._backends.ec2(home), association_id, public_ip)

    def set_interface_groups(self, home: Home, interface_id: str, group_ids: Sequence[str]) -> None:
        eni = self._interface(home, interface_id)
        if eni is not None:
            eni.set_groups(self._backends.ec2(home), group_ids)

    def set_interface_addresses(self, home: Home, interface_id: str, wish: ManagedInterface) -> None:
        self.topology.forget_addresses()
        eni = self._interface(home, interface_id)
        if eni is None:
            return
        if not wish.wants_ipv6:
            eni.ipv6_addresses = []
        elif not eni.ipv6_addresses:
            address = draw_ipv6(eni.subnet, self._world.ids)
            eni.ipv6_addresses = [address] if address else []
        if not wish.wants_ipv4 and eni.private_ip_address:
            eni.subnet.del_subnet_ip(eni.private_ip_address)
            eni.set_ipv4(None)
        elif wish.wants_ipv4 and not eni.private_ip_address:
            address = free_ipv4(eni.subnet)
            eni.set_ipv4(address)
            eni.subnet._subnet_ips[address] = eni  # noqa: SLF001 - moto's register of addresses

    def delete_interface(self, home: Home, interface_id: str) -> None:
        eni = self._backends.ec2(home).enis.pop(interface_id, None)
        if eni is not None and eni.private_ip_address:
            eni.subnet.del_subnet_ip(eni.private_ip_address)
            eni.subnet._unused_ips.discard(eni.private_ip_address)  # noqa: SLF001 - else moto gives it out twice

    # routes --------------------------------------------------------------------------------------------------------

    def has_route(self, home: Home, table_id: str, destination: str) -> bool:
        table = self._backends.ec2(home).route_tables.get(table_id)
        return table is not None and generate_route_id(table_id, destination) in routes_of(table)

    def prefix_routes(self, home: Home, table_id: str) -> Mapping[str, str]:
        table = self._backends.ec2(home).route_tables.get(table_id)
        if table is None:
            return {}
        return {
            route.destination_prefix_list.id: _target(route)
            for route in routes_of(table).values()
            if route.destination_prefix_list is not None
        }

    def put_prefix_route(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        table = self._backends.ec2(home).route_tables[table_id]
        gateway = EndpointName(endpoint_id)
        route = Route(table, None, None, destination_prefix_list=PrefixListName(prefix_list_id), gateway=gateway)
        routes_of(table)[route.id] = route

    def drop_prefix_route(self, home: Home, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        table = self._backends.ec2(home).route_tables.get(table_id)
        if table is None:
            return
        for key, route in list(routes_of(table).items()):
            listed = route.destination_prefix_list
            if listed is not None and listed.id == prefix_list_id and _target(route) == endpoint_id:
                del routes_of(table)[key]

    def routes_to(self, home: Home, target_id: str) -> Sequence[tuple[str, str]]:
        return [
            (table.id, route.destination_cidr_block or route.destination_ipv6_cidr_block or "")
            for table in self._backends.ec2(home).route_tables.values()
            for route in routes_of(table).values()
            if _target(route) == target_id
        ]

    # transit gateways ----------------------------------------------------------------------------------------------

    def transit_gateway(self, home: Home, gateway_id: str) -> TransitGateway | None:
        return seen_gateway(self._backends.every_ec2(), home, gateway_id)

    def put_transit_attachment(self, home: Home, wish: TransitAttachment) -> None:
        put(self._backends.ec2(home), wish)

    def drop_transit_attachment(self, home: Home, attachment_id: str) -> None:
        drop(self._backends.ec2(home), attachment_id)

    # tags ----------------------------------------------------------------------------------------------------------

    def tags(self, home: Home, resource_id: str) -> Mapping[str, str]:
        tags: Mapping[str, str] = self._backends.ec2(home).tags.get(resource_id, _NO_TAGS)
        return tags

    def put_tags(self, home: Home, resource_id: str, tags: Mapping[str, str]) -> None:
        self._backends.ec2(home).tags[resource_id].update(tags)

    def drop_tags(self, home: Home, resource_id: str, keys: Iterable[str] | None = None) -> None:
        store = self._backends.ec2(home).tags
        if resource_id not in store:
            return
        if keys is None:
            del store[resource_id]
        else:
            for key in keys:
                store[resource_id].pop(key, None)

    def all_tags(self, home: Home) -> Mapping[str, Mapping[str, str]]:
        tags: Mapping[str, Mapping[str, str]] = self._backends.ec2(home).tags
        return tags

    def require_taggable(self, home: Home, resource_ids: Sequence[str]) -> None:
        with moto_errors():
            validate_resource_ids(list(resource_ids))
            self._backends.ec2(home).do_resources_exist(list(resource_ids))

    def resource_type(self, resource_id: str) -> str:
        motos = str(EC2_PREFIX_TO_RESOURCE.get(get_prefix(resource_id), ""))
        return _TYPES.get(motos, motos)

    # the rest of AWS -----------------------------------------------------------------------------------------------

    def customer_prefix_lists(self, home: Home) -> Sequence[Mapping[str, Any]]:
        lists = self._backends.ec2(home).describe_managed_prefix_lists()
        return [services.prefix_list_view(one) for one in lists if _is_customers(one)]

    def conflicting_zones(self, home: Home, vpc_id: str, domains: Iterable[str]) -> Sequence[str]:
        return services.conflicting_zones(home, vpc_id, domains)

    def hosted_zone_name(self, home: Home, zone_id: str) -> str | None:
        return services.hosted_zone_name(home, zone_id)

    def txt_records(self, domain: str) -> Sequence[str]:
        return services.txt_records(domain)

    def has_topic(self, arn: str) -> bool:
        return sns.has_topic(arn)

    def publish(self, arn: str, subject: str, message: str) -> None:
        sns.publish(arn, subject, message)

    def lattice(self, arn: str) -> Mapping[str, Any] | None:
        return vpclattice.lattice(arn)


class moto_errors:  # noqa: N801 - reads as a statement
    """Turn an error of moto's into ours, so that it reaches the caller through either gateway."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, EC2ClientError):
            # In older moto (5.1.0) `code` is the HTTP status, and what AWS calls the code is the `error_type`.
            raise EC2Error(getattr(error, "error_type", error.code), error.message) from error


def _vpc_view(home: Home, vpc: Any) -> Vpc:
    blocks = cidr_blocks_of(vpc)
    return Vpc(
        vpc.id,
        home[0],
        home[1],
        tuple(block for block in blocks if ":" not in block),
        tuple(block for block in blocks if ":" in block),
        _truth(vpc.enable_dns_support),
        _truth(vpc.enable_dns_hostnames),
        vpc.instance_tenancy == "dedicated",
    )


def _truth(value: Any) -> bool:
    """moto keeps what ModifyVpcAttribute sent, which is text on the wire."""
    return value is True or str(value).lower() == "true"


def _target(route: Any) -> str:
    """The id that a route leads to."""
    for holder in (route.gateway, route.vpc_pcx, route.interface, route.nat_gateway, route.transit_gateway):
        if holder is not None:
            return str(holder.id)
    return str(route.vpc_endpoint_id or "")


def _is_customers(prefix_list: Any) -> bool:
    return str(prefix_list.owner_id).lower() != "aws"
