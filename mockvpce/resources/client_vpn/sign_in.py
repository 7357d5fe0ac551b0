"""A client connects: what the endpoint asks of it, and the address that it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv6Address, ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.resources.client_vpn import connect_handler
from mockvpce.resources.client_vpn.authorization_policy import refusal_of as policy_refusal
from mockvpce.resources.client_vpn.certificates import common_name, refusal_of
from mockvpce.resources.client_vpn.connection import ACTIVE, ClientVpnConnection, open_connections, write_log
from mockvpce.resources.client_vpn.endpoint import AVAILABLE, MUTUAL, ClientVpnEndpoint
from mockvpce.resources.client_vpn.rule import ACTIVE as RULE_ACTIVE
from mockvpce.resources.client_vpn.rule import AuthorizationRule
from mockvpce.resources.client_vpn.target_network import ASSOCIATED, TargetNetwork

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from mockvpce.engine.world import World

QUOTA = "L-C4B238BF"
CONCURRENT = (0, 7_000, 36_500, 66_500, 96_500, 126_000)
"""How many clients may be connected, by the number of associations (Administrator Guide, quotas)."""
FIRST_ADDRESS = 2
_PART = 0x8000
"""In which half of a subnet's IPv6 addresses those of clients are."""


class Refused(Exception):  # noqa: N818 - the word of the domain
    """The endpoint does not let the client in.

    `logged`: whether the endpoint's log has the attempt; `code`: what it has for the reason, where that is not the text.
    """

    def __init__(self, reason: str, *, logged: bool = True, code: str = "") -> None:
        super().__init__(reason)
        self.logged = logged
        self.code = code or reason


def connect(
    world: World,
    endpoint: ClientVpnEndpoint,
    *,
    user: str | None,
    groups: Sequence[str],
    certificates: Sequence[Certificate],
    device: Mapping[str, Any],
) -> ClientVpnConnection:
    """Connect a client. `certificates`: its own first, then those between it and an authority.

    `device`: what trust providers say of its device, by provider.
    """
    _check_question(endpoint, user, groups)
    try:
        network = _network(world, endpoint)
        name = _sign_in(world, endpoint, user, certificates)
        members: dict[str, Any] = {"user": user or "", "groups": tuple(groups), "common_name": name, "device": device}
        members |= {"address": _address(world, endpoint), "ipv6": _ipv6(world, endpoint, network)}
        connection = _new(world, endpoint, network_id=network.id, **members)
        _ask_handler(world, endpoint, connection)
        _check_groups(world, endpoint, groups)
        _ask_policy(world, endpoint, connection)
    except Refused as refused:
        if refused.logged:
            write_log(world, endpoint, None, refused.code, user or "")
        raise
    world.add(connection)
    world.begin(connection, ACTIVE)
    write_log(world, endpoint, connection)
    return connection


def _ipv6(world: World, endpoint: ClientVpnEndpoint, network: TargetNetwork) -> str:
    """An address that AWS chooses, which the packets keep: one to which the VPC's own routes lead back [I].

    AWS asks for IPv6 in the associated subnets and for no routes to its clients, so that they have a part of a subnet.
    """
    if endpoint.options.traffic_addresses == "ipv4":
        return ""
    subnet = world.platform.networks.subnet(network.home, network.subnet_id) if network.subnet_id else None
    if subnet is not None and subnet.ipv6_cidr is not None:
        base = int(ip_network(subnet.ipv6_cidr)[(_PART | int(endpoint.id[-4:], 16)) << 48])
    else:
        base = int(IPv6Address(f"2001:db8:{endpoint.id[-8:-4]}:{endpoint.id[-4:]}::"))
    taken = {one.ipv6 for one in open_connections(world, endpoint.id)}
    numbers = range(FIRST_ADDRESS, FIRST_ADDRESS + len(taken) + 1)
    return next(one for one in (str(IPv6Address(base + number)) for number in numbers) if one not in taken)


def _new(world: World, endpoint: ClientVpnEndpoint, **members: Any) -> ClientVpnConnection:
    return ClientVpnConnection(
        id=world.ids.resource(ClientVpnConnection.declared.prefix),
        account=endpoint.account,
        region=endpoint.region,
        created=world.clock.now(),
        endpoint_id=endpoint.id,
        established=world.clock.now(),
        **members,
    )


def _kinds(endpoint: ClientVpnEndpoint) -> set[str]:
    return {one["Type"] for one in endpoint.options.authentication}


def _check_question(endpoint: ClientVpnEndpoint, user: str | None, groups: Sequence[str]) -> None:
    if _kinds(endpoint) == {MUTUAL} and (user or groups):
        raise ValueError(
            f"{endpoint.id} knows clients by their certificates only, which have neither user nor groups,"
            f" got user={user!r}, groups={tuple(groups)!r}"
        )


def _network(world: World, endpoint: ClientVpnEndpoint) -> TargetNetwork:
    """The associated network through whose zone the client comes in."""
    if endpoint.state != AVAILABLE:
        raise Refused(f"{endpoint.id} is {endpoint.state}", logged=False)
    networks = world.table(TargetNetwork).where("endpoint", endpoint.id)
    associated = [one for one in networks if one.state == ASSOCIATED]
    if not associated:
        raise Refused(f"{endpoint.id} is disassociating from its last target network", logged=False)
    taken = list(open_connections(world, endpoint.id))
    default = CONCURRENT[min(len(associated), len(CONCURRENT) - 1)]
    allowed = world.quota((endpoint.account, endpoint.region), QUOTA, default)
    if allowed is not None and len(taken) >= allowed:
        raise Refused(f"{endpoint.id} has {allowed} clients, as many as it may have")
    return min(associated, key=lambda one: sum(each.network_id == one.id for each in taken))


def _sign_in(world: World, endpoint: ClientVpnEndpoint, user: str | None, certificates: Sequence[Certificate]) -> str:
    """Check what each way of authentication asks for; gives the common name of the client's certificate."""
    name = ""
    for one in endpoint.options.authentication:
        if one["Type"] == MUTUAL:
            arn = one["MutualAuthentication"]["ClientRootCertificateChain"]
            problem = refusal_of(world, endpoint, arn, certificates)
            if problem:
                raise Refused(problem, logged=False)
            name = common_name(certificates[0])
        elif not user:
            raise Refused(f"{endpoint.id} asks for a user ({one['Type']}), and none was given")
    return name


def _check_groups(world: World, endpoint: ClientVpnEndpoint, groups: Sequence[str]) -> None:
    """A user whom no rule could let go anywhere is not let in; a certificate alone always is."""
    if _kinds(endpoint) == {MUTUAL}:
        return
    rules = world.table(AuthorizationRule).where("endpoint", endpoint.id)
    if not any(one.state == RULE_ACTIVE and one.group in ("", *groups) for one in rules):
        raise Refused(f"no authorization rule of {endpoint.id} is for {_listed(groups)} or for everybody")


def _listed(groups: Sequence[str]) -> str:
    return "a group of " + ", ".join(map(repr, groups)) if groups else "a user of no group"


def _ask_handler(world: World, endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> None:
    """Ask the client connect handler: after authentication, before authorization rules (Administrator Guide)."""
    try:
        connection.postures = connect_handler.ask(world, endpoint, connection)
    except connect_handler.Denied as denied:
        raise Refused(str(denied), code=denied.code) from None


def _ask_policy(world: World, endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> None:
    """Ask the authorization policy; in shadow mode the log alone has its answer."""
    reason, shadow = policy_refusal(world, endpoint, connection)
    if reason and shadow:
        write_log(world, endpoint, None, f"shadow mode: {reason}", connection.user)
    elif reason:
        raise Refused(reason)


def _address(world: World, endpoint: ClientVpnEndpoint) -> str:
    """A free address of the clients' block, of which half is for clients (Administrator Guide, limits of client CIDRs)."""
    if not endpoint.options.client_cidr:
        return ""
    block = ip_network(endpoint.options.client_cidr)
    taken = {one.address for one in open_connections(world, endpoint.id)}
    for number in range(FIRST_ADDRESS, FIRST_ADDRESS + block.num_addresses // 2):
        address = str(block[number])
        if address not in taken:
            return address
    raise Refused(f"{endpoint.id} has no free address in {block}, half of which is for clients")
