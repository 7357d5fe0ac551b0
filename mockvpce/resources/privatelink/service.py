"""An endpoint service: a provider's load balancers, offered to other accounts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.data import regions
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row
from mockvpce.engine.world import Resource

if TYPE_CHECKING:
    from mockvpce.engine.neighbours import LoadBalancer, Principal
    from mockvpce.engine.operation import Call
    from mockvpce.engine.world import World

SERVICE_AVAILABLE = "Available"
SERVICE_DELETING = "Deleting"
PENDING_VERIFICATION = "pendingVerification"
VERIFIED = "verified"
VERIFICATION_FAILED = "failed"

VERIFICATION = timedelta(minutes=10)
"""How long AWS may take to look a TXT record up."""
REGION_CHANGE = timedelta(seconds=60)


@dataclass(slots=True)
class Permission:
    """One principal that may connect to a service."""

    id: str
    principal: str
    principal_type: str
    permission_type: str | None = None


@dataclass(slots=True)
class Verification:
    """The state of a service's private DNS name."""

    name: str
    """The label under which the TXT record is published: `_` and 20 letters and digits."""
    value: str
    """The record's value: `vpce:` and 20 letters and digits."""
    state: str = PENDING_VERIFICATION


@dataclass(slots=True, kw_only=True, eq=False)
class EndpointService(Resource):
    """A customer's endpoint service."""

    service_type: str
    acceptance_required: bool
    balancer_arns: list[str]
    private_dns_name: str = ""
    verification: Verification | None = None
    ip_address_types: list[str] = field(default_factory=lambda: ["ipv4"])
    supported_regions: dict[str, str] = field(default_factory=dict)
    """Region -> state, the home Region first."""
    permissions: dict[str, Permission] = field(default_factory=dict)
    """Principal -> permission, in the order they were given."""
    payer: str = ""
    zone_ids: list[str] = field(default_factory=list)
    """The zones of the load balancers, as they were when last looked at."""

    type = "vpc-endpoint-service"

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[EndpointService], Iterable[Hashable]]]:
        """By load balancer, of which each serves one service; and by Region, for who looks for services."""
        return {
            "balancer": lambda service: tuple(service.balancer_arns),
            "offered-in": lambda service: tuple(service.supported_regions),
        }

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
        found = (world.neighbours.load_balancer(self.homes[0], arn) for arn in self.balancer_arns)
        return [balancer for balancer in found if balancer is not None]

    def balancers_in(self, world: World, zone_id: str) -> list[str]:
        """The load balancers with a node in a zone."""
        return [one.arn for one in self.balancers(world) if any(zone_id == its_id for _, its_id in one.zones)]

    def look_at_zones(self, world: World) -> None:
        """Take over the zones that the load balancers have now."""
        self.zone_ids = sorted({zone_id for one in self.balancers(world) for _, zone_id in one.zones})

    def admits(self, principal: Principal) -> bool:
        """Whether this caller may find the service and connect to it."""
        if principal.account == self.account or "*" in self.permissions:
            return True
        return any(name in self.permissions for name in principal.names)


LIFECYCLE: Lifecycle[EndpointService] = Lifecycle(
    [
        Row("delete", SERVICE_AVAILABLE, SERVICE_DELETING),
        Row("vanish", SERVICE_DELETING, GONE, after=timedelta(seconds=30)),
    ]
)
EndpointService.lifecycle = LIFECYCLE


def zone_members(call: Call, zone_ids: Iterable[str]) -> dict[str, list[str]]:
    """The zones of a service as the caller's account names them."""
    wanted = set(zone_ids)
    zones = [(name, zone_id) for name, zone_id in call.neighbours.zones(call.home) if zone_id in wanted]
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
            {"Region": region, "ServiceState": state} for region, state in service.supported_regions.items()
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
    verification = service.verification
    if verification is None:
        return {}
    return {"State": verification.state, "Type": "TXT", "Value": verification.value, "Name": verification.name}


def is_region(name: str) -> bool:
    """Whether there is a Region of that name."""
    return name in regions.regions()
