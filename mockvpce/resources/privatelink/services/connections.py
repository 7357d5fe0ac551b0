"""The connections to a service, as its owner sees, accepts and rejects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from heapq import merge
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol.filters import Field, Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    GATEWAY_LOAD_BALANCER,
    PENDING,
    REJECTED,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.endpoints.view import connection_view
from mockvpce.resources.privatelink.lookups import changeable_service, one_by_one
from mockvpce.resources.privatelink.services import notices
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

CONNECTION_FILTERS: Filters[VpcEndpoint] = Filters(
    {
        "ip-address-type": lambda endpoint: endpoint.ip_address_type,
        "service-id": Field(lambda endpoint: endpoint.service_id, index="service-id"),
        "transit-gateway-attachment-id": lambda _: None,
        "vpc-endpoint-owner": lambda endpoint: endpoint.account,
        "vpc-endpoint-region": lambda endpoint: (endpoint.region, *(("cross-region",) if endpoint.is_remote else ())),
        "vpc-endpoint-state": Field(lambda endpoint: endpoint.wire_state, index="provider-state"),
    },
    unknown=lambda name: errors.FILTER_OF_CONNECTIONS(name=name),
)
"""`vpc-endpoint-id` is documented, but the server refuses it (recorded), and so do we."""


_seq = attrgetter("seq")


@operation(filters=CONNECTION_FILTERS, page=(5, 1000))
def describe_vpc_endpoint_connections(
    call: Call, *, filters: Sequence[Mapping[str, Any]] | None = None
) -> Listing[VpcEndpoint]:
    """The connections to the caller's services."""
    query = CONNECTION_FILTERS.read(filters or ())
    services, endpoints = call.world.table(EndpointService), call.world.table(VpcEndpoint)

    def pairs(after: int) -> Iterator[tuple[int, VpcEndpoint]]:
        """By their number in the world, so that pages stay right while others come and go."""
        index, values = query.index or ("", ())
        if index == "service-id":
            named = (services.seen_from(call.home, str(value)) for value in values)
            shelves = [endpoints.where(index, service.id) for service in named if service is not None]
        elif index:
            shelves = [endpoints.where(index, (call.home, value)) for value in values]
        else:
            shelves = [endpoints.where("provider", call.home)]
        found = (
            shelves[0].after(after) if len(shelves) == 1 else merge(*(one.after(after) for one in shelves), key=_seq)
        )
        return ((one.seq, one) for one in found if one.service_id in services and query.accepts(one))

    def view(endpoint: VpcEndpoint) -> dict[str, Any]:
        service = cast("EndpointService", services.get(endpoint.service_id))
        gateway = service.service_type == GATEWAY_LOAD_BALANCER
        key = "GatewayLoadBalancerArns" if gateway else "NetworkLoadBalancerArns"
        return connection_view(call, endpoint, (key, list(service.balancer_arns)))

    return Listing(pairs, {"VpcEndpointConnections": view})


@operation(unread={"TransitGatewayAttachmentIds": "moto has no transit gateway attachments to endpoint services"})
def accept_vpc_endpoint_connections(call: Call, *, service_id: str, vpc_endpoint_ids: Sequence[str]) -> dict[str, Any]:
    """Accept connections; accepting one that is accepted already changes nothing."""
    return _decide(call, service_id, vpc_endpoint_ids, "accept")


@operation(unread={"TransitGatewayAttachmentIds": "moto has no transit gateway attachments to endpoint services"})
def reject_vpc_endpoint_connections(call: Call, *, service_id: str, vpc_endpoint_ids: Sequence[str]) -> dict[str, Any]:
    """Reject connections, new ones and those that are in use; the endpoints stay, without traffic."""
    return _decide(call, service_id, vpc_endpoint_ids, "reject")


_ALREADY = {"accept": (PENDING, AVAILABLE), "reject": (REJECTED,)}


def _decide(call: Call, service_id: str, endpoint_ids: Sequence[str], decision: str) -> dict[str, Any]:
    service = changeable_service(call, service_id)
    check_ids(endpoint_ids, "vpce", errors.ENDPOINT_MALFORMED)
    return one_by_one(endpoint_ids, partial(_decide_one, call, service, decision))


def _decide_one(call: Call, service: EndpointService, decision: str, endpoint_id: str) -> None:
    endpoint = call.world.table(VpcEndpoint).get(endpoint_id)
    if endpoint is None or endpoint.service_id != service.id:
        raise errors.NOT_CONNECTED(id=endpoint_id)
    if endpoint.state in _ALREADY[decision]:
        return
    if not call.world.can(endpoint, decision):
        raise errors.CONNECTION_STATE(id=endpoint_id, state=endpoint.state, action=f"{decision}ed")
    call.world.apply(endpoint, decision)
    notices.send(call.world, endpoint, decision.capitalize())
