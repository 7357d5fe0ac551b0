"""CreateVpnConnection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.resources.vpn import addresses, errors, quotas, secret, tunnel_options
from mockvpce.resources.vpn.concentrator import VpnConcentrator, usable_concentrator
from mockvpce.resources.vpn.connection import Tunnel, VpnConnection, created_view
from mockvpce.resources.vpn.customer_gateway import CustomerGateway
from mockvpce.resources.vpn.gateway import VpnGateway, usable_gateway
from mockvpce.resources.vpn.states import AVAILABLE, PENDING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import TransitGateway

OUTSIDE_TYPES = frozenset({"PublicIpv4", "PrivateIpv4", "Ipv6"})
WITHOUT_LARGE_TUNNELS = frozenset({"ap-southeast-4", "ca-west-1", "eu-central-2", "il-central-1", "me-central-1"})
"""Regions in which AWS does not offer them (VPN guide, tunnels)."""
STORAGES = frozenset({"Standard", secret.STORAGE})
Options = Mapping[str, Any]


@operation(creates=VpnConnection)
def create_vpn_connection(
    call: Call,
    *,
    type: str,  # noqa: A002 - AWS's name
    customer_gateway_id: str,
    vpn_gateway_id: str | None = None,
    transit_gateway_id: str | None = None,
    vpn_concentrator_id: str | None = None,
    pre_shared_key_storage: str | None = None,
    options: Options | None = None,
) -> dict[str, Any]:
    """A connection; the one that is there where a customer gateway has one to the same virtual private gateway."""
    _check_words(type, pre_shared_key_storage)
    _check_one_gateway(
        vpnGatewayId=vpn_gateway_id, transitGatewayId=transit_gateway_id, vpnConcentratorId=vpn_concentrator_id
    )
    customer = usable_customer(call, customer_gateway_id)
    transit = None if not transit_gateway_id else transit_gateway(call, transit_gateway_id)
    concentrator = None if not vpn_concentrator_id else usable_concentrator(call, vpn_concentrator_id)
    gateway = None if not vpn_gateway_id else usable_gateway(call, vpn_gateway_id)
    if gateway is not None:
        found = _between(call, customer, gateway)
        if found is not None:
            return {"VpnConnection": created_view(call, found)}
        check_gateway(call, customer, gateway)
    given = options or {}
    members = _members(call, given, customer, gateway, transit)
    if concentrator is not None:
        members |= _on_concentrator(call, concentrator, customer, members)
    tunnels = _checked_tunnels(given, customer, members)
    check_inside_blocks(call, tunnels, vpn_gateway_id or "", transit_gateway_id or "")
    connection = _new(call, customer, members, tunnels, transit)
    quotas.check_new(call, connection)
    if pre_shared_key_storage == secret.STORAGE:
        secret.keep(call, connection, connection.tunnels)
    call.add(connection, PENDING)
    return {"VpnConnection": created_view(call, connection)}


def _check_words(kind: str, storage: str | None) -> None:
    if kind != "ipsec.1":
        raise errors.BAD_VALUE(value=kind, name="type")
    if storage is not None and storage not in STORAGES:
        raise errors.BAD_VALUE(value=storage, name="preSharedKeyStorage")


def _check_one_gateway(**ids: str | None) -> None:
    given = [name for name, value in ids.items() if value]
    if len(given) > 1:
        raise errors.TWO_GATEWAYS(one=given[0], other=given[1])


def _on_concentrator(
    call: Call, concentrator: VpnConcentrator, customer: CustomerGateway, members: Mapping[str, Any]
) -> dict[str, Any]:
    """A connection on a concentrator: dynamic routing between public addresses, of which each site has its own."""
    if members["static"]:
        raise errors.ONLY_DYNAMIC(what="A VPN concentrator")
    if members["outside_type"] == "PrivateIpv4":
        raise errors.NO_PRIVATE_SITES()
    _check_address(call, customer, concentrator.id)
    return {"concentrator_id": concentrator.id, "aws_asn": concentrator.aws_asn}


# gateways ------------------------------------------------------------------------------------------------------------


def usable_customer(call: Call, customer_id: str) -> CustomerGateway:
    """The customer gateway of that id, which is not deleted."""
    customer = call.own(CustomerGateway, customer_id)
    if customer.state != AVAILABLE:
        raise errors.CUSTOMER_GATEWAY_STATE(id=customer_id)
    return customer


def transit_gateway(call: Call, gateway_id: str) -> TransitGateway:
    """The transit gateway of that id, of the caller's own: one that is shared is not found, as recorded."""
    found = call.platform.transit_gateways.get(call.home, gateway_id)
    if found is None or found.account != call.account:
        raise errors.TRANSIT_GATEWAY_UNKNOWN(id=gateway_id)
    return found


def _between(call: Call, customer: CustomerGateway, gateway: VpnGateway) -> VpnConnection | None:
    for one in call.world.table(VpnConnection).where("used", gateway.id):
        if one.customer_id == customer.id:
            return one
    return None


def check_gateway(call: Call, customer: CustomerGateway, gateway: VpnGateway, leaving: str = "") -> None:
    """Refuse a customer gateway that does not go with a virtual private gateway, a connection that leaves it aside."""
    if customer.asn == gateway.asn:
        raise errors.SAME_ASN()
    _check_address(call, customer, gateway.id, leaving)


def _check_address(call: Call, customer: CustomerGateway, gateway_id: str, leaving: str = "") -> None:
    """Refuse an address at which a gateway has another site."""
    for one in call.world.table(VpnConnection).where("used", gateway_id):
        if one.id != leaving and customer.ip_address and one.customer_address == customer.ip_address:
            raise errors.SAME_ADDRESS()


# options -------------------------------------------------------------------------------------------------------------


def _members(
    call: Call, given: Options, customer: CustomerGateway, gateway: VpnGateway | None, transit: TransitGateway | None
) -> dict[str, Any]:
    members: dict[str, Any] = {
        "gateway_id": gateway.id if gateway is not None else "",
        "transit_id": transit.id if transit is not None else "",
        "aws_asn": gateway.asn if gateway is not None else transit.asn if transit is not None else None,
        "static": bool(given.get("StaticRoutesOnly")),
        "accelerated": bool(given.get("EnableAcceleration")),
        "version": given.get("TunnelInsideIpVersion") or "ipv4",
        "outside_type": given.get("OutsideIpAddressType") or "PublicIpv4",
        "transport_id": given.get("TransportTransitGatewayAttachmentId") or "",
        "bandwidth": given.get("TunnelBandwidth") or "",
    }
    if members["outside_type"] not in OUTSIDE_TYPES:
        raise errors.BAD_VALUE(value=members["outside_type"], name="OutsideIpAddressType")
    if gateway is not None:
        check_virtual(
            accelerated=members["accelerated"],
            version=members["version"],
            outside_type=members["outside_type"],
            bandwidth=members["bandwidth"],
            address=customer.ip_address,
        )
    if members["outside_type"] == "PrivateIpv4" and not members["transport_id"]:
        raise MISSING_PARAMETER(name="TransportTransitGatewayAttachmentId")
    check_bandwidth(call, members["bandwidth"], customer.ip_address, accelerated=members["accelerated"])
    local, remote = network_cidrs(given, members["version"])
    return members | {"local_cidr": local or "", "remote_cidr": remote or ""}


def check_virtual(*, accelerated: bool, version: str, outside_type: str, bandwidth: str, address: str) -> None:
    """A virtual private gateway has IPv4 tunnels between public IPv4 addresses, neither accelerated nor large."""
    wrong = {
        "Acceleration": accelerated,
        "IPv6 inside the tunnels": version != "ipv4",
        f"OutsideIpAddressType {outside_type}": outside_type != "PublicIpv4",
        "Large tunnel bandwidth": bandwidth == "large",
        "A customer gateway with an IPv6 address": ":" in address,
    }
    for what, given in wrong.items():
        if given:
            raise errors.ONLY_TRANSIT(what=what)


def check_bandwidth(call: Call, bandwidth: str, address: str, *, accelerated: bool) -> None:
    """Large tunnels are not accelerated, and lead to a fixed address; some Regions have none."""
    if bandwidth == "large" and call.region in WITHOUT_LARGE_TUNNELS:
        raise errors.NOT_IN_REGION()
    if bandwidth == "large" and accelerated:
        raise errors.NOT_ACCELERATED()
    if bandwidth == "large" and not address:
        raise errors.FIXED_ADDRESS(what="Large tunnel bandwidth")


def network_cidrs(given: Options, version: str) -> tuple[str | None, str | None]:
    """The customer's network and AWS's that a request names, None where it names none; of the tunnels' IP version only."""
    own, other = ("Ipv6", "Ipv4") if version == "ipv6" else ("Ipv4", "Ipv6")
    for side in ("Local", "Remote"):
        if given.get(f"{side}{other}NetworkCidr"):
            raise errors.OTHER_VERSION(name=f"{side}{other}NetworkCidr", version=version)
    return (
        _network(given, f"Local{own}NetworkCidr", version),
        _network(given, f"Remote{own}NetworkCidr", version),
    )


def _network(given: Options, name: str, version: str) -> str | None:
    value: str | None = given.get(name)
    if not value:
        return None
    try:
        if "/" not in value or ip_network(value, strict=False).version != int(version[-1]):
            raise ValueError
    except ValueError:
        raise errors.BAD_VALUE(value=value, name=name) from None
    return value


def _checked_tunnels(given: Options, customer: CustomerGateway, members: Mapping[str, Any]) -> list[Options]:
    tunnels: Sequence[Options] = given.get("TunnelOptions") or ()
    if len(tunnels) > 2:
        raise errors.TOO_MANY_TUNNELS()
    both = [*tunnels, {}, {}][:2]
    for one in both:
        tunnel_options.check(
            one, version=members["version"], static=members["static"], has_address=bool(customer.ip_address)
        )
    return both


def check_inside_blocks(
    call: Call, tunnels: Sequence[Options], gateway_id: str, transit_id: str, but: Tunnel | None = None
) -> None:
    """Refuse an inside block that the virtual private gateway, or for IPv6 the transit gateway, has already."""
    taken = blocks_taken(call, gateway_id, but)
    taken_ipv6 = blocks_taken(call, transit_id, but)
    for one in tunnels:
        inside, inside_ipv6 = one.get("TunnelInsideCidr"), one.get("TunnelInsideIpv6Cidr")
        if inside is not None:
            block = tunnel_options.inside_block(inside)
            if block in taken:
                raise errors.INSIDE_CIDR_IN_USE(cidr=block)
            taken.add(block)
        if inside_ipv6 is not None:
            if inside_ipv6 in taken_ipv6:
                raise errors.INSIDE_CIDR_IN_USE(cidr=inside_ipv6)
            taken_ipv6.add(inside_ipv6)


def blocks_taken(call: Call, gateway_id: str, but: Tunnel | None = None) -> set[str]:
    """The inside blocks of a gateway's tunnels."""
    if not gateway_id:
        return set()
    tunnels = (each for one in call.world.table(VpnConnection).where("used", gateway_id) for each in one.tunnels)
    return {block for one in tunnels if one is not but for block in (one.inside, one.inside_ipv6)}


# the connection ------------------------------------------------------------------------------------------------------


def _new(
    call: Call,
    customer: CustomerGateway,
    members: dict[str, Any],
    tunnels: Sequence[Options],
    transit: TransitGateway | None,
) -> VpnConnection:
    table = call.world.table(VpnConnection)
    outside: list[str] = []
    while not outside or any(len(table.where("outside", one)) for one in outside):
        outside = addresses.outside_addresses(
            call, (), members["outside_type"], transit, accelerated=members["accelerated"]
        )
    made = call.new(
        VpnConnection,
        customer_id=customer.id,
        customer_asn=customer.asn,
        customer_address=customer.ip_address,
        certificate_arn=customer.certificate_arn,
        **members,
    )
    taken = blocks_taken(call, made.gateway_id or made.transit_id)
    taken.update(tunnel_options.inside_block(one["TunnelInsideCidr"]) for one in tunnels if one.get("TunnelInsideCidr"))
    made.tunnels = [_tunnel(call, made, address, one, taken) for address, one in zip(outside, tunnels, strict=True)]
    if made.transit_id:
        made.attachment_id = call.world.ids.resource("tgw-attach")
    return made


def _tunnel(call: Call, connection: VpnConnection, address: str, given: Options, taken: set[str]) -> Tunnel:
    written = given.get("TunnelInsideCidr")
    made = Tunnel(
        address=address,
        inside=addresses.inside_block(call, taken) if written is None else tunnel_options.inside_block(written),
        key=given.get("PreSharedKey") or addresses.pre_shared_key(call),
        changed=connection.created,
        options=tunnel_options.kept(given),
        logs=tunnel_options.kept_logs(given, {"LogEnabled": False}),
    )
    taken.add(made.inside)
    if connection.version == "ipv6":
        made.inside_ipv6 = given.get("TunnelInsideIpv6Cidr") or addresses.inside_ipv6_block(call, taken)
    return made
