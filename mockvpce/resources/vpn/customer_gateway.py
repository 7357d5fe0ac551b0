"""Customer gateways: what AWS knows of the device at the other end of a VPN connection."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from mockvpce.engine.call_log import advise
from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.connection import VpnConnection
from mockvpce.resources.vpn.states import AVAILABLE, CHANGE, DELETED, DELETING, MEMORY, PENDING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

QUOTA = ("L-4FB7FF5D", 50)
"""Customer gateways in a Region: code and default."""
DEFAULT_ASN = 65000
LAST_SHORT_ASN = 2147483647
"""The largest ASN of BgpAsn; BgpAsnExtended takes the larger ones."""
LAST_ASN = 4294967295
RESERVED_ASNS = {"": 7224, "eu-west-1": 9059, "ap-northeast-1": 10124, "ap-southeast-1": 17943}
"""AWS's own ASNs, everywhere and by Region (VPN guide, customer gateway options)."""


@resource(
    type="customer-gateway",
    prefix="cgw",
    moto="customer_gateways",
    malformed=errors.CUSTOMER_GATEWAY_MALFORMED,
    unknown=errors.CUSTOMER_GATEWAY_UNKNOWN,
    shown_by="DescribeCustomerGateways",
)
@dataclass(slots=True, kw_only=True, eq=False)
class CustomerGateway(Resource):
    """A customer gateway. It cannot be changed."""

    asn: int
    ip_address: str = ""
    certificate_arn: str = ""
    device_name: str = ""

    state_indexes = ("state", "live", "lives")
    lifecycle = Lifecycle(
        [
            Row("provision", PENDING, AVAILABLE, after=CHANGE),
            *(Row("delete", state, DELETING) for state in (PENDING, AVAILABLE)),
            Row("finish", DELETING, DELETED, after=CHANGE),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced((PENDING, AVAILABLE), (PENDING, AVAILABLE, DELETING)),
            *forced((PENDING, AVAILABLE, DELETING), (DELETED,)),
        ]
    )

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """What no two live gateways of an account and Region have in common."""
        return identity(self.ip_address, self.asn, self.device_name, self.certificate_arn)

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[CustomerGateway], Iterable[Hashable]]]:
        """The live ones by identity; by state, as filters ask."""
        return {
            "live": lambda one: ((one.homes[0], one.identity),) if one.state in (PENDING, AVAILABLE) else (),
            "lives": lambda one: (one.homes[0],) if one.state in (PENDING, AVAILABLE) else (),
            "state": lambda one: ((one.homes[0], one.state),),
            "address": lambda one: ((one.homes[0], one.ip_address),),
        }


def identity(address: str, asn: int, device_name: str, certificate_arn: str) -> tuple[Hashable, ...]:
    """What makes a gateway the same one: of an address the value, in whatever way it is written."""
    return address and ip_address(address), asn, device_name, certificate_arn


def customer_gateway_view(call: Call, gateway: CustomerGateway) -> dict[str, Any]:
    """A customer gateway as answers show it: an ASN is text, under one of two keys."""
    asn = "BgpAsn" if gateway.asn <= LAST_SHORT_ASN else "BgpAsnExtended"
    shown: dict[str, Any] = {
        "CustomerGatewayId": gateway.id,
        "State": gateway.state,
        "Type": "ipsec.1",
        asn: str(gateway.asn),
        "Tags": call.tag_list(gateway.id),
    }
    given = {
        "IpAddress": gateway.ip_address,
        "CertificateArn": gateway.certificate_arn,
        "DeviceName": gateway.device_name,
    }
    return shown | {key: value for key, value in given.items() if value}


# create --------------------------------------------------------------------------------------------------------------


@operation(creates=CustomerGateway, unread={"Type": "ipsec.1 is the only one"})
def create_customer_gateway(
    call: Call,
    *,
    bgp_asn: int | None = None,
    bgp_asn_extended: int | None = None,
    ip_address: str | None = None,
    public_ip: str | None = None,
    certificate_arn: str | None = None,
    device_name: str | None = None,
) -> dict[str, Any]:
    """A customer gateway; the one that is there already where address, ASN and device name are the same."""
    address = _address(ip_address, public_ip)
    if not address and not certificate_arn:
        raise MISSING_PARAMETER(name="ipAddress")
    members: dict[str, Any] = {
        "asn": _asn(call, bgp_asn, bgp_asn_extended),
        "ip_address": address,
        "certificate_arn": certificate_arn or "",
        "device_name": device_name or "",
    }
    table = call.world.table(CustomerGateway)
    same = identity(address, members["asn"], members["device_name"], members["certificate_arn"])
    found = next(iter(table.where("live", (call.home, same))), None)
    if found is None:
        call.check_quota(QUOTA, len(table.where("lives", call.home)), errors.CUSTOMER_GATEWAY_LIMIT)
        found = call.create(CustomerGateway, AVAILABLE, **members)
    return {"CustomerGateway": customer_gateway_view(call, found)}


def _address(address: str | None, public: str | None) -> str:
    """The address of a request, which has two members for it."""
    if address and public and address != public:
        raise errors.BOTH_ADDRESSES()
    given = address or public or ""
    if given:
        try:
            ip_address(given)
        except ValueError:
            raise errors.BAD_ADDRESS(value=given, version=6 if ":" in given else 4) from None
    return given


def _asn(call: Call, short: int | None, extended: int | None) -> int:
    if short is not None and extended is not None:
        raise errors.BOTH_ASNS()
    if extended is not None:
        if not LAST_SHORT_ASN < extended <= LAST_ASN:
            raise errors.BAD_VALUE(value=extended, name="bgpAsnExtended")
        return extended
    asn = DEFAULT_ASN if short is None else short
    if not 1 <= asn <= LAST_SHORT_ASN or asn in (RESERVED_ASNS[""], RESERVED_ASNS.get(call.region)):
        raise errors.BAD_VALUE(value=asn, name="bgpAsn")
    return asn


# delete, describe ----------------------------------------------------------------------------------------------------


@operation
def delete_customer_gateway(call: Call, *, customer_gateway_id: str) -> dict[str, Any]:
    """Delete a gateway that no live connection uses; again, it changes nothing."""
    gateway = call.own(CustomerGateway, customer_gateway_id)
    used_by = [one.id for one in call.world.table(VpnConnection).where("used", gateway.id)]
    if used_by:
        advise(f"used by {', '.join(used_by)}")
        raise errors.CUSTOMER_GATEWAY_IN_USE()
    if call.world.can(gateway, "delete"):
        call.world.apply(gateway, "delete")
    return {}


FILTERS: Filters[CustomerGateway] = Filters(
    {
        "bgp-asn": lambda one: str(one.asn),
        "customer-gateway-id": Field(lambda one: one.id, OWN_ID),
        "ip-address": Field(lambda one: one.ip_address or None, index="address"),
        "state": Field(lambda one: one.state, index="state"),
        "type": lambda _: "ipsec.1",
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=CustomerGateway, filters=FILTERS)
def describe_customer_gateways(
    call: Call,
    *,
    customer_gateway_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[CustomerGateway]:
    """The caller's customer gateways, deleted ones too for a while."""
    return call.listing(CustomerGateway, customer_gateway_ids, filters, {"CustomerGateways": customer_gateway_view})
