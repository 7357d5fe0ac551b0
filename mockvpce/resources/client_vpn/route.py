"""The route table of an endpoint: a route for each block of the VPC through each associated subnet, and routes by hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.protocol.filters import Filters
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.blocks import overlap, read_block
from mockvpce.resources.client_vpn.endpoint import AVAILABLE, ClientVpnEndpoint, changeable_endpoint, own_endpoint
from mockvpce.resources.client_vpn.target_network import ASSOCIATED, TargetNetwork
from mockvpce.resources.client_vpn.transit import attachment_of

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.resources.client_vpn.blocks import Network

QUOTA = ("L-401D78F7", 100)
"""Routes through one target network: code and default. That automatic ones do not count is inferred [I]."""
CREATION = timedelta(seconds=30)
"""How long a route is `creating` [I]."""
DELETION = timedelta(seconds=90)
"""How long a route is `deleting`: more than a minute, as recorded."""

CREATING = "creating"
ACTIVE = "active"
FAILED = "failed"
DELETING = "deleting"

AUTOMATIC = "associate"
BY_HAND = "add-route"
LOCAL = "local"
"""The target of the route that lets clients reach each other."""


@resource(type="client-vpn-route", shown_by="DescribeClientVpnRoutes", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class ClientVpnRoute(Resource):
    """A route. AWS gives it no id; ours names endpoint, target and destination."""

    endpoint_id: str
    destination: str
    target: str
    origin: str = BY_HAND
    description: str = ""

    lifecycle = Lifecycle(
        [
            Row("activate", CREATING, ACTIVE, after=CREATION),
            *(Row("delete", one, DELETING) for one in (CREATING, ACTIVE, FAILED)),
            Row("vanish", DELETING, GONE, after=DELETION),
            *forced((CREATING, ACTIVE, FAILED), (CREATING, ACTIVE, FAILED, DELETING)),
        ]
    )

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[ClientVpnRoute], Iterable[Hashable]]]:
        """By endpoint, and by the target within it."""
        return {
            "endpoint": lambda one: (one.endpoint_id,),
            "target": lambda one: ((one.endpoint_id, one.target),),
        }


def route_id(endpoint_id: str, target: str, destination: str) -> str:
    """The id of a route."""
    return f"{endpoint_id}/{target}/{destination}"


def new_route(world: World, endpoint: ClientVpnEndpoint, target: str, destination: str, **members: Any) -> None:
    """Put a route into the world; an automatic one is active at once."""
    route = ClientVpnRoute(
        id=route_id(endpoint.id, target, destination),
        account=endpoint.account,
        region=endpoint.region,
        created=world.clock.now(),
        endpoint_id=endpoint.id,
        destination=destination,
        target=target,
        **members,
    )
    world.add(route)
    world.begin(route, ACTIVE if route.origin == AUTOMATIC else CREATING)


# create, delete ------------------------------------------------------------------------------------------------------


@operation
def create_client_vpn_route(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    destination_cidr_block: str,
    target_vpc_subnet_id: str | None = None,
    description: str | None = None,
) -> dict[str, Any]:
    """A route through an associated subnet, or to the other clients."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    destination = read_block(destination_cidr_block, "DestinationCidrBlock")
    attachment = attachment_of(call.world, endpoint.id)
    target = target_vpc_subnet_id or ""
    if not target and attachment is None:
        raise errors.ROUTE_TARGET_MISSING()
    if target not in ("", LOCAL) and attachment is not None:
        raise errors.SUBNET_WITH_TRANSIT_GATEWAY()
    if endpoint.state != AVAILABLE or not (target in ("", LOCAL) or _leads_to(call.world, endpoint.id, target)):
        raise errors.NO_ACTIVE_ASSOCIATION()
    _check_clients(endpoint, target, destination)
    table = call.world.table(ClientVpnRoute)
    if table.get(route_id(endpoint.id, target, str(destination))) is not None:
        raise errors.DUPLICATE_ROUTE()
    taken = sum(one.origin == BY_HAND for one in table.where("target", (endpoint.id, target)))
    call.check_quota(QUOTA, taken, errors.ROUTE_LIMIT)
    new_route(call.world, endpoint, target, str(destination), description=description or "")
    return {"Status": {"Code": CREATING}}


def _leads_to(world: World, endpoint_id: str, subnet_id: str) -> bool:
    networks = world.table(TargetNetwork).where("endpoint", endpoint_id)
    return any(one.subnet_id == subnet_id and one.state == ASSOCIATED for one in networks)


def _check_clients(endpoint: ClientVpnEndpoint, target: str, destination: Network) -> None:
    """A route overlaps the clients' block only as the default route, or where it is the way to the clients."""
    clients = endpoint.options.client_cidr
    if target == LOCAL:
        if str(destination) != clients:
            raise errors.LOCAL_ROUTE(value=destination)
    elif clients and destination.prefixlen and overlap(destination, ip_network(clients)):
        raise errors.ROUTE_OVERLAPS_CLIENTS(value=destination)


@operation
def delete_client_vpn_route(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    destination_cidr_block: str,
    target_vpc_subnet_id: str | None = None,
) -> dict[str, Any]:
    """Delete a route that was made by hand. Without a target: the only one with that destination [I]."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    destination = str(read_block(destination_cidr_block, "DestinationCidrBlock"))
    table = call.world.table(ClientVpnRoute)
    found: Sequence[ClientVpnRoute]
    if target_vpc_subnet_id:
        one = table.get(route_id(endpoint.id, target_vpc_subnet_id, destination))
        found = [] if one is None else [one]
    else:
        every = table.where("endpoint", endpoint.id)
        found = [one for one in every if one.destination == destination and one.origin == BY_HAND]
    if len(found) != 1:
        raise errors.ROUTE_UNKNOWN()
    (route,) = found
    if route.origin == AUTOMATIC:
        raise errors.AUTOMATIC_ROUTE(value=destination)
    if call.world.can(route, "delete"):
        call.world.apply(route, "delete")
    return {"Status": {"Code": route.state}}


# describe ------------------------------------------------------------------------------------------------------------

FILTERS: Filters[ClientVpnRoute] = Filters(
    {
        "destination-cidr": lambda one: one.destination,
        "origin": lambda one: one.origin,
        "target-subnet": lambda one: one.target or None,
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=ClientVpnRoute, filters=FILTERS, page=(5, 1000))
def describe_client_vpn_routes(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[ClientVpnRoute]:
    """The routes of an endpoint."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    within = ("endpoint", endpoint.id)
    return call.listing(ClientVpnRoute, None, filters, {"Routes": _route_view}, within=within)


def _route_view(call: Call, route: ClientVpnRoute) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "ClientVpnEndpointId": route.endpoint_id,
        "DestinationCidr": route.destination,
        "Origin": route.origin,
        "Status": {"Code": route.state},
    }
    attachment = None if route.target else attachment_of(call.world, route.endpoint_id)
    if attachment is not None:
        shown["TransitGatewayAttachmentId"] = attachment.id
    else:
        shown |= {"TargetSubnet": route.target, "Type": "Nat"}
    if route.description:
        shown["Description"] = route.description
    return shown
