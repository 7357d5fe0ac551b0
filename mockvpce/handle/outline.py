"""`aws.describe()`: what there is, as a tree by account, Region and VPC."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Runtime
    from mockvpce.engine.resource import Home, Resource

_STEP = "  "
NOTHING = "nothing but default VPCs"


@dataclass(slots=True)
class Branch:
    """A line, and what stands under it."""

    text: str
    below: list[Branch] = field(default_factory=list)

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The line and all below it, indented."""
        yield _STEP * depth + self.text
        for one in self.below:
            yield from one.lines(depth + 1)


def outline(runtime: Runtime) -> str:
    """The tree; a default VPC stands in it only where something of a test's own is in it."""
    world = runtime.world
    by_home: dict[Home, list[Resource]] = {}
    for resource in world.every():
        for home in resource.homes:
            by_home.setdefault(home, []).append(resource)
    accounts: dict[str, Branch] = {}
    for home, backend in sorted(runtime.backends.every_ec2(), key=lambda found: found[0]):
        region = Branch(home[1], list(_region(runtime, home, backend, by_home.get(home, ()))))
        if region.below:
            accounts.setdefault(home[0], Branch(f"account {home[0]}")).below.append(region)
    if not accounts:
        return NOTHING
    return "\n".join(line for account in accounts.values() for line in account.lines())


def _region(runtime: Runtime, home: Home, backend: Any, resources: Iterable[Resource]) -> Iterator[Branch]:
    def name(resource_id: str) -> str:
        called = runtime.world.platform.topology.tags(home, resource_id).get("Name")
        return f'{resource_id} "{called}"' if called else resource_id

    tell = _Teller(home, name)
    inside: dict[str, list[Branch]] = {}
    outside: list[Branch] = []
    for resource in resources:
        if not resource.declared.prefix:  # a part of another one
            continue
        vpc_id = getattr(resource, "vpc_id", "")
        (inside.setdefault(vpc_id, []) if vpc_id in backend.vpcs else outside).append(Branch(tell(resource)))
    subnets = [subnet for zone in backend.subnets.values() for subnet in zone.values()]
    hosts = [*(one for made in backend.reservations.values() for one in made.instances), *_lone(backend)]
    for vpc in backend.vpcs.values():
        lies_in = [_subnet(subnet, hosts, name) for subnet in subnets if subnet.vpc_id == vpc.id]
        own = inside.get(vpc.id, [])
        if _is_default(vpc) and not own and not any(one.below for one in lies_in):
            continue
        yield Branch(f"{name(vpc.id)} {vpc.cidr_block}{' default' * _is_default(vpc)}", [*lies_in, *own])
    yield from outside


def _is_default(vpc: Any) -> bool:
    return str(vpc.is_default).lower() == "true"


def _lone(backend: Any) -> Iterator[Any]:
    """Interfaces that a test has made for themselves: no instance has them, and nobody else manages them."""
    for one in backend.enis.values():
        if one.instance is None and one.attachment_id is None and not getattr(one, "requester_managed", False):
            yield one


def _subnet(subnet: Any, hosts: Iterable[Any], name: Callable[[str], str]) -> Branch:
    standing = [one for one in hosts if _subnet_of(one) == subnet.id]
    return Branch(
        f"{name(subnet.id)} {subnet.cidr_block} {subnet.availability_zone}", [_host(one, name) for one in standing]
    )


def _subnet_of(host: Any) -> Any:
    """The subnet of an instance or an interface; moto's interfaces have the object."""
    subnet = getattr(host, "subnet", None)
    return getattr(host, "subnet_id", None) if subnet is None else subnet.id


def _host(host: Any, name: Callable[[str], str]) -> Branch:
    state = getattr(host, "_state", None)
    return Branch(" ".join(filter(None, (name(host.id), _address(host), state and state.name))))


def _address(host: Any) -> str:
    return str(getattr(host, "private_ip", None) or getattr(host, "private_ip_address", None) or "")


class _Teller:
    """Says what a resource is, for those who see it at one place."""

    def __init__(self, home: Home, name: Callable[[str], str]) -> None:
        self._home = home
        self._name = name
        self._kinds: Mapping[str, Callable[[Any], str]] = {
            "vpc-endpoint": self._endpoint,
            "vpc-endpoint-service": self._service,
            "vpc-peering-connection": self._peering,
            "vpn-connection": self._vpn,
            "customer-gateway": lambda one: f"customer gateway {one.ip_address}".rstrip(),
        }

    def __call__(self, resource: Resource) -> str:
        kind = self._kinds.get(resource.type)
        told = resource.type.replace("-", " ") if kind is None else kind(resource)
        state = "" if "" in resource.lifecycle.unforced else f": {resource.code}{self._waits(resource)}"
        return " ".join(f"{self._name(resource.id)} {told}{state}".split())

    def _waits(self, resource: Any) -> str:
        """Who is to decide."""
        if resource.code == "pendingAcceptance":
            return ", its owner is to AcceptVpcEndpointConnections"
        if resource.code != "pending-acceptance":
            return ""
        accepter = resource.accepter
        where = "here" if accepter.home == self._home else f"by {accepter.account} in {accepter.region}"
        return f", to be accepted {where} (AcceptVpcPeeringConnection)"

    def _endpoint(self, endpoint: Any) -> str:
        return f"{endpoint.endpoint_type} to {endpoint.service_name or endpoint.target_arn}"

    def _service(self, service: Any) -> str:
        asks = "acceptance required" if service.acceptance_required else "accepts by itself"
        return f"{service.service_type} service, {asks}"

    def _peering(self, peering: Any) -> str:
        return " with ".join(self._side(side) for side in (peering.requester, peering.accepter))

    def _side(self, side: Any) -> str:
        """Where it is, as far as it is not here."""
        account, region = self._home
        where = [one for one, here in ((side.account, account), (side.region, region)) if one != here]
        return f"{side.vpc_id} of {' in '.join(where)}" if where else self._name(side.vpc_id)

    def _vpn(self, connection: Any) -> str:
        ours = connection.gateway_id or connection.transit_id or connection.concentrator_id or "nothing yet"
        tunnels = "/".join(tunnel.status for tunnel in connection.tunnels)
        return f"{connection.customer_id} with {ours}, tunnels {tunnels}"
