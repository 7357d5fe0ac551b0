"""A VPC endpoint: what was asked for, what follows from it, its lifecycle, and how answers show it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Home, Part, Resource
from mockvpce.engine.resource_types import resource
from mockvpce.resources.privatelink import errors

GATEWAY = "Gateway"
INTERFACE = "Interface"
GATEWAY_LOAD_BALANCER = "GatewayLoadBalancer"
RESOURCE = "Resource"
SERVICE_NETWORK = "ServiceNetwork"
TUNNEL = "Tunnel"
LATTICE = (RESOURCE, SERVICE_NETWORK, TUNNEL)

PENDING_ACCEPTANCE = "pendingAcceptance"
PENDING = "pending"
AVAILABLE = "available"
DELETING = "deleting"
DELETED = "deleted"
REJECTED = "rejected"
EXPIRED = "expired"
FAILED = "failed"
PARTIAL = "partial"
"""New in AWS's model and without a description: taken for an endpoint that works in some of its zones [I]."""

LIVE = frozenset({PENDING_ACCEPTANCE, PENDING, AVAILABLE, PARTIAL})
"""States in which a connection keeps its service from being deleted."""
OPEN = LIVE | {REJECTED, EXPIRED, FAILED}
"""States in which the endpoint has interfaces and routes."""
WORKING = frozenset({PENDING, AVAILABLE, PARTIAL})
"""States in which traffic can pass."""


PROVISIONING = timedelta(seconds=120)
"""From pending to available; 19 to 120 s were seen."""
MODIFYING = timedelta(seconds=60)
DELETION = timedelta(seconds=90)
LINGERING = timedelta(seconds=60)
ACCEPTANCE_WINDOW = timedelta(days=7)
"""How long a connection waits for the provider. AWS documents no figure [I]."""


@resource(
    type="vpc-endpoint",
    prefix="vpce",
    moto="vpc_end_points",
    malformed=errors.ENDPOINT_MALFORMED,
    unknown=errors.ENDPOINT_UNKNOWN,
    shown_by="DescribeVpcEndpoints",
    parts={"vpce-con": "vpc-endpoint-connection"},
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class VpcEndpoint(Resource):
    """A VPC endpoint of any type."""

    vpc_id: str
    endpoint_type: str
    service_name: str
    service_region: str
    service_id: str = ""
    """The customer's endpoint service behind `service_name`, empty for AWS's own."""
    provider: Home | None = None
    """Account and Region of that service."""
    target_arn: str = ""
    """The resource configuration or service network of endpoints that have no service."""

    # asked for
    route_table_ids: list[str] = field(default_factory=list)
    subnet_ids: list[str] = field(default_factory=list)
    group_ids: list[str] = field(default_factory=list)
    addresses: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Subnet -> the IPv4 and IPv6 address asked for."""
    policy: str = ""
    private_dns: bool = False
    inbound_only: bool | None = None
    ip_address_type: str = "ipv4"
    record_ip_type: str = "ipv4"
    dns_preference: str | None = None
    dns_domains: list[str] | None = None
    requester_managed: bool = False
    modifying: bool = False
    """Whether a change is on its way, during which AWS takes no other."""

    # follows
    label: str = ""
    """The eight characters that all DNS names of the endpoint share."""
    hosted_zone: str = ""
    """The hidden private zone, once the endpoint is available."""
    base_name: str = ""
    private_names: tuple[str, ...] = ()
    interfaces: dict[str, str] = field(default_factory=dict)
    """Subnet -> interface."""
    zones: dict[str, str] = field(default_factory=dict)
    """Subnet -> zone name."""
    prefix_list_ids: tuple[str, ...] = ()
    pinned: dict[str, str] = field(default_factory=dict)
    """Subnet -> the load balancer that its interface's connections go to."""
    connection_id: str = ""
    failure: tuple[str, str] | None = None
    payers: dict[str, str] = field(default_factory=dict)

    state_indexes = ("state", "provider-state")
    lifecycle = Lifecycle(
        [
            Row("provision", PENDING, AVAILABLE, after=PROVISIONING),
            Row("fail", PENDING, FAILED),
            Row("fail", PENDING_ACCEPTANCE, FAILED),
            Row("accept", PENDING_ACCEPTANCE, PENDING),
            Row("accept", REJECTED, PENDING),
            Row("reject", PENDING_ACCEPTANCE, REJECTED),
            Row("reject", PENDING, REJECTED),
            Row("reject", AVAILABLE, REJECTED),
            Row("expire", PENDING_ACCEPTANCE, EXPIRED, after=ACCEPTANCE_WINDOW, deadline=True),
            Row("modify", AVAILABLE, PENDING),
            Row("modify", PARTIAL, PENDING),
            Row("reject", PARTIAL, REJECTED),
            *(Row("remove", state, DELETED) for state in sorted(OPEN)),
            *(Row("delete", state, DELETING) for state in sorted(OPEN)),
            Row("finish", DELETING, DELETED, after=DELETION),
            Row("vanish", DELETED, GONE, after=LINGERING),
            *forced(sorted(OPEN), (*sorted(OPEN), DELETING)),
            *forced((*sorted(OPEN), DELETING), (DELETED,)),
        ]
    )

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[VpcEndpoint], Iterable[Hashable]]]:
        """By VPC and by service, as filters and dependencies ask."""
        return {
            "vpc-id": lambda endpoint: ((endpoint.homes[0], endpoint.vpc_id),),
            "service-name": lambda endpoint: ((endpoint.homes[0], endpoint.service_name),),
            "service-id": lambda endpoint: (endpoint.service_id,) if endpoint.service_id else (),
            "provider": lambda endpoint: (endpoint.provider,) if endpoint.provider else (),
            "provider-state": lambda endpoint: ((endpoint.provider, endpoint.wire_state),) if endpoint.provider else (),
            "state": lambda endpoint: ((endpoint.homes[0], endpoint.wire_state),),
            "type": lambda endpoint: ((endpoint.homes[0], endpoint.endpoint_type),),
            "vpc-type": lambda endpoint: ((endpoint.homes[0], endpoint.vpc_id, endpoint.endpoint_type),),
            "private-name": _private_name_keys,
            "subnet": lambda endpoint: tuple((endpoint.homes[0], subnet) for subnet in endpoint.subnet_ids),
            "group": lambda endpoint: tuple((endpoint.homes[0], group) for group in endpoint.group_ids),
        }

    def parts(self, find: Callable[[str], Resource | None]) -> Iterable[Part]:
        """The connection, which has tags of its own, seen by the owner of the service."""
        service = find(self.service_id) if self.connection_id else None
        if service is None:
            return ()
        return (Part(self.connection_id, self.declared.parts["vpce-con"], service.homes[0]),)

    @property
    def carries_traffic(self) -> bool:
        """Whether a route to the endpoint leads anywhere."""
        return self.state in WORKING

    @property
    def wire_state(self) -> str:
        """The state as answers spell it: in camel case, but with a capital for the newest types."""
        return self.state[:1].upper() + self.state[1:] if self.endpoint_type in LATTICE else self.state

    @property
    def is_remote(self) -> bool:
        """Whether the service is in another Region."""
        return self.service_region != self.region


def _private_name_keys(endpoint: VpcEndpoint) -> Iterable[Hashable]:
    names = endpoint.private_names if endpoint.private_dns else ()
    return tuple((endpoint.homes[0], endpoint.vpc_id, name) for name in names)


def dns_entries(endpoint: VpcEndpoint, zone_id: str) -> list[dict[str, str]]:
    """The names of an interface endpoint: regional, zonal, private."""
    if not endpoint.base_name or not endpoint.interfaces:
        return []
    star = "*." if endpoint.service_name.endswith(".s3") else ""
    stem = f"{star}{endpoint.id}-{endpoint.label}"
    entries = [{"DnsName": f"{stem}.{endpoint.base_name}", "HostedZoneId": zone_id}]
    if not endpoint.is_remote:
        entries.extend(
            {"DnsName": f"{stem}-{endpoint.zones[subnet]}.{endpoint.base_name}", "HostedZoneId": zone_id}
            for subnet in endpoint.interfaces
        )
    if endpoint.private_dns:
        private_zone = endpoint.hosted_zone or "ZONEIDPENDING"
        entries.extend({"DnsName": name, "HostedZoneId": private_zone} for name in endpoint.private_names)
    return entries
