"""An endpoint service: a provider's load balancers, offered to other accounts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.data import regions
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Part, Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.services.companions import (
    REGION_AVAILABLE,
    DomainProof,
    OfferedRegion,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import LoadBalancer, Principal
    from mockvpce.engine.world import World

SERVICE_AVAILABLE = "Available"
SERVICE_DELETING = "Deleting"
SERVICE_PENDING = "Pending"
SERVICE_FAILED = "Failed"
VPC_ENDPOINT = "vpc-endpoint"
"""What a permission is for where it does not say."""


@dataclass(slots=True)
class Permission:
    """One principal that may connect to a service."""

    id: str
    principal: str
    principal_type: str
    permission_type: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What there is only one permission of."""
        return self.principal, self.permission_type or VPC_ENDPOINT


_STANDING = (SERVICE_PENDING, SERVICE_AVAILABLE, SERVICE_FAILED)
"""The states of a service that is not being deleted. Only a test's force leads to the first and the last."""
VANISHING = timedelta(seconds=30)


@resource(
    type="vpc-endpoint-service",
    prefix="vpce-svc",
    moto="configurations",
    malformed=errors.SERVICE_MALFORMED,
    unknown=errors.SERVICE_UNKNOWN,
    shown_by="DescribeVpcEndpointServiceConfigurations",
    parts={"vpce-svc-perm": "vpc-endpoint-service-permission"},
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class EndpointService(Resource):
    """A customer's endpoint service."""

    service_type: str
    acceptance_required: bool
    balancer_arns: list[str]
    private_dns_name: str = ""
    proof: DomainProof | None = None
    ip_address_types: list[str] = field(default_factory=lambda: ["ipv4"])
    supported_regions: dict[str, OfferedRegion] = field(default_factory=dict)
    """By name, the home Region first."""
    permissions: dict[tuple[str, str], Permission] = field(default_factory=dict)
    """By principal and by what it is for, in the order they were given."""
    payer: str = ""
    zone_ids: list[str] = field(default_factory=list)
    """The zones of the load balancers, as they were when last looked at."""

    state_indexes = ("state", "balancer")
    lifecycle = Lifecycle(
        [
            *(Row("delete", state, SERVICE_DELETING) for state in _STANDING),
            Row("vanish", SERVICE_DELETING, GONE, after=VANISHING),
            *forced(_STANDING, (*_STANDING, SERVICE_DELETING)),
        ],
        unforced={"Deleted": "a deleted service is in no answer; make it Deleting, or delete it"},
    )

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[EndpointService], Iterable[Hashable]]]:
        """By load balancer, and by the Regions in which it can be found; by name and state as filters ask."""
        return {
            "balancer": lambda service: () if service.state == SERVICE_DELETING else tuple(service.balancer_arns),
            "offered-in": lambda service: tuple(service.supported_regions),
            "name": lambda service: ((service.homes[0], service.name),),
            "state": lambda service: ((service.homes[0], service.state),),
        }

    def parts(self, find: Callable[[str], Resource | None]) -> Iterable[Part]:
        """The permissions, which have tags of their own."""
        del find
        kind = self.declared.parts["vpce-svc-perm"]
        return [Part(permission.id, kind, self.homes[0]) for permission in self.permissions.values()]

    def is_offered_in(self, region: str) -> bool:
        """Whether consumers in a Region can use the service now."""
        offered = self.supported_regions.get(region)
        return self.state == SERVICE_AVAILABLE and offered is not None and offered.state == REGION_AVAILABLE

    @property
    def name(self) -> str:
        """The name that consumers use."""
        return f"com.amazonaws.vpce.{self.region}.{self.id}"

    @property
    def base_name(self) -> str:
        """The domain under which its endpoints have their names."""
        suffix = ".cn" if self.region.startswith("cn-") else ""
        return f"{self.id}.{self.region}.vpce.amazonaws.com{suffix}"

    def balancers(self, world: World) -> list[LoadBalancer]:
        """The load balancers that still exist."""
        found = (world.platform.load_balancers.get(self.homes[0], arn) for arn in self.balancer_arns)
        return [balancer for balancer in found if balancer is not None]

    def balancers_in(self, world: World, zone_id: str) -> list[str]:
        """The load balancers with a node in a zone."""
        return [one.arn for one in self.balancers(world) if any(zone_id == its_id for _, its_id in one.zones)]

    def look_at_zones(self, world: World) -> None:
        """Take over the zones that the load balancers have now."""
        self.zone_ids = sorted({zone_id for one in self.balancers(world) for _, zone_id in one.zones})

    def admits(self, principal: Principal) -> bool:
        """Whether this caller may find the service and connect to it."""
        if principal.account == self.account:
            return True
        return any((name, VPC_ENDPOINT) in self.permissions for name in ("*", principal.account, *principal.names))


@follows(EndpointService)
def _follow(world: World, service: EndpointService) -> None:
    if service.state == SERVICE_DELETING:
        world.moved(service)
    if service.state == GONE:
        for companion in (service.proof, *service.supported_regions.values()):
            if companion is not None:
                world.remove(companion)


@follows(OfferedRegion)
def _region_closed(world: World, offered: OfferedRegion) -> None:
    service = world.table(EndpointService).get(offered.service_id)
    if offered.state == GONE and service is not None and service.supported_regions.get(offered.name) is offered:
        del service.supported_regions[offered.name]
        world.moved(service)


def zone_members(call: Call, zone_ids: Iterable[str]) -> dict[str, list[str]]:
    """The zones of a service as the caller's account names them."""
    wanted = set(zone_ids)
    zones = [(name, zone_id) for name, zone_id in call.platform.networks.zones(call.home) if zone_id in wanted]
    return {
        "AvailabilityZoneIds": [zone_id for _, zone_id in zones],
        "AvailabilityZones": [name for name, _ in zones],
    }


def service_view(call: Call, service: EndpointService) -> dict[str, Any]:
    """A service as its owner sees it."""
    gateway = service.service_type == "GatewayLoadBalancer"
    shown: dict[str, Any] = {
        "ServiceType": [{"ServiceType": service.service_type}],
        "ServiceId": service.id,
        "ServiceName": service.name,
        "ServiceState": service.state,
        **zone_members(call, service.zone_ids),
        "AcceptanceRequired": service.acceptance_required,
        "ManagesVpcEndpoints": False,
        "GatewayLoadBalancerArns" if gateway else "NetworkLoadBalancerArns": list(service.balancer_arns),
        "SupportedIpAddressTypes": list(service.ip_address_types),
        "PrivateDnsNameConfiguration": _dns_configuration(service),
        "Tags": call.tag_list(service.id),
        "SupportedRegions": [
            {"Region": region, "ServiceState": offered.state} for region, offered in service.supported_regions.items()
        ],
        "RemoteAccessEnabled": len(service.supported_regions) > 1,
    }
    if not gateway:
        shown["BaseEndpointDnsNames"] = [service.base_name]
    if service.private_dns_name:
        shown["PrivateDnsName"] = service.private_dns_name
    if service.payer:
        shown["PayerResponsibility"] = service.payer
    return shown


def _dns_configuration(service: EndpointService) -> dict[str, str]:
    proof = service.proof
    if proof is None:
        return {}
    return {"State": proof.shown_state, "Type": "TXT", "Value": proof.value, "Name": proof.label}


def is_region(name: str) -> bool:
    """Whether there is a Region of that name."""
    return name in regions.regions()
