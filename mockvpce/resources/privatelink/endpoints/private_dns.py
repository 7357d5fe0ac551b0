"""Rules of an endpoint's names: private DNS, the DNS options, conflicts inside a VPC. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import (
    DELETED,
    DELETING,
    GATEWAY,
    INTERFACE,
    PENDING_ACCEPTANCE,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.services.companions import VERIFIED
from mockvpce.resources.privatelink.services.service_details import ServiceDetail

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import Vpc
    from mockvpce.protocol.errors import EC2Error

_INTERFACE_RECORDS = {
    "ipv4": ("ipv4",),
    "ipv6": ("ipv6",),
    "dualstack": ("dualstack", "ipv4", "ipv6", "service-defined"),
}
_GATEWAY_RECORDS = {
    "ipv4": ("service-defined", "ipv4"),
    "ipv6": ("service-defined", "ipv6"),
    "dualstack": ("service-defined", "ipv4", "ipv6", "dualstack"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How an endpoint is to be named."""

    private_dns: bool
    inbound_only: bool | None
    record_type: str


def default_private_dns(offer: ServiceDetail) -> bool:
    """The default of PrivateDnsEnabled: true where the service has a name that can be used at once, but not for S3."""
    usable = offer.type == INTERFACE and offer.verification == VERIFIED and not offer.acceptance_required
    return usable and not is_s3(offer.name)


def is_s3(service_name: str) -> bool:
    """Whether the service is S3, the only one with a choice for whom private DNS is."""
    return service_name.endswith(".s3")


def record_type(endpoint_type: str, ip_address_type: str, options: Mapping[str, Any], vpc: Vpc, service: str) -> str:
    """The kind of address records, checked against the address type."""
    gateway = endpoint_type == GATEWAY
    allowed = (_GATEWAY_RECORDS if gateway else _INTERFACE_RECORDS)[ip_address_type]
    if gateway and service.endswith(".dynamodb"):
        allowed = ("service-defined",)
    chosen = str(options.get("DnsRecordIpType") or allowed[0])
    if chosen not in allowed:
        raise errors.RECORD_TYPE_MISMATCH(record=chosen, type=ip_address_type)
    if gateway and chosen != "service-defined" and not (vpc.dns_support and vpc.dns_hostnames):
        raise _lacking_attributes(vpc)
    return chosen


def check_options(endpoint_type: str, options: Mapping[str, Any]) -> None:
    """Refuse an option that the endpoint's type does not have."""
    if endpoint_type == GATEWAY and options.get("PrivateDnsOnlyForInboundResolverEndpoint") is not None:
        raise errors.INBOUND_ONLY_ON_GATEWAY()


def inbound_only(
    call: Call, vpc: Vpc, offer: ServiceDetail, options: Mapping[str, Any], *, private_dns: bool
) -> bool | None:
    """S3's PrivateDnsOnlyForInboundResolverEndpoint: true by default, and then a gateway endpoint has to be there."""
    asked = options.get("PrivateDnsOnlyForInboundResolverEndpoint")
    if asked is not None and not is_s3(offer.name):
        raise errors.INBOUND_ONLY_NOT_S3()
    if not is_s3(offer.name) or offer.type != INTERFACE or (asked is None and not private_dns):
        return None
    chosen = asked is not False
    if chosen and private_dns and not any(True for _ in s3_gateways(call, vpc.id, offer.name)):
        raise errors.INBOUND_ONLY_NEEDS_GATEWAY(vpc=vpc.id)
    return chosen


def s3_gateways(call: Call, vpc_id: str, service_name: str) -> Iterator[VpcEndpoint]:
    """The gateway endpoints of that service in a VPC."""
    for endpoint in call.world.table(VpcEndpoint).where("vpc-type", (call.home, vpc_id, GATEWAY)):
        if endpoint.service_name == service_name and endpoint.state not in (DELETING, DELETED):
            yield endpoint


def check_private_dns(call: Call, vpc: Vpc, offer: ServiceDetail, endpoint: VpcEndpoint | None = None) -> None:
    """Refuse private DNS where AWS does; `endpoint` is the one that is to get it, if it is there already."""
    if not offer.private_names:
        raise errors.DNS_NO_NAME(service=offer.name)
    if offer.verification != VERIFIED:
        raise errors.DNS_UNVERIFIED(service=offer.name)
    accepted = endpoint is not None and endpoint.state != PENDING_ACCEPTANCE
    if offer.acceptance_required and not accepted:
        raise errors.DNS_NOT_ACCEPTED(service=offer.name)
    if not (vpc.dns_support and vpc.dns_hostnames):
        raise _lacking_attributes(vpc)
    _check_conflicts(call, vpc, offer, endpoint)


def _lacking_attributes(vpc: Vpc) -> EC2Error:
    both = {"EnableDnsSupport": vpc.dns_support, "EnableDnsHostnames": vpc.dns_hostnames}
    lacking = " and ".join(name for name, is_set in both.items() if not is_set)
    advise(f"{vpc.id} lacks {lacking}: ModifyVpcAttribute sets them one by one")
    return errors.DNS_ATTRIBUTES(vpc=vpc.id)


def _check_conflicts(call: Call, vpc: Vpc, offer: ServiceDetail, endpoint: VpcEndpoint | None) -> None:
    endpoints = call.world.table(VpcEndpoint)
    for name in offer.private_names:
        for other in endpoints.where("private-name", (call.home, vpc.id, name)):
            if other is not endpoint and other.state != DELETED:
                advise(f"{other.id} has {name} in {vpc.id}")
                raise errors.DNS_CONFLICT(name=offer.private_names[0], vpc=vpc.id)
    for name in call.platform.dns.conflicting(call.home, vpc.id, offer.private_names):
        raise errors.DNS_CONFLICT(name=name, vpc=vpc.id)
