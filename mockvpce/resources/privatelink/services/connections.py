"""The connections to a service, as its owner sees, accepts and rejects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol.filters import Condition, Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import (
    AVAILABLE,
    GATEWAY_LOAD_BALANCER,
    PENDING,
    REJECTED,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.endpoints.view import connection_view, wire_state
from mockvpce.resources.privatelink.lookups import changeable_service, one_by_one
from mockvpce.resources.privatelink.services import notices
from mockvpce.resources.privatelink.services.service import EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

CONNECTION_FILTERS: Filters[VpcEndpoint] = Filters(
    {
        "ip-address-type": lambda endpoint: endpoint.ip_address_type,
        "service-id": lambda endpoint: endpoint.service_id,
        "transit-gateway-attachment-id": lambda _: None,
        "vpc-endpoint-owner": lambda endpoint: endpoint.account,
        "vpc-endpoint-region": lambda endpoint: (endpoint.region, *(("cross-region",) if endpoint.is_remote else ())),
        "vpc-endpoint-state": wire_state,
    },
    unknown=lambda name: errors.FILTER_OF_CONNECTIONS(name=name),
)
"""`vpc-endpoint-id` is documented, but the server refuses it (recorded), and so do we."""


@operation(filters=CONNECTION_FILTERS, page=(5, 1000))
def describe_vpc_endpoint_connections(
    call: Call, *, filters: Sequence[Mapping[str, Any]] | None = None
) -> Listing[VpcEndpoint]:
    """The connections to the caller's services."""
    query = CONNECTION_FILTERS.read(filters or ())
    services = {service.id: service for service in call.world.table(EndpointService).at(call.home)}
    wanted = _named_services(filters or ())
    endpoints = call.world.table(VpcEndpoint)
    found = [
        endpoint
        for service_id in services
        if wanted is None or wanted.holds(service_id)
        for endpoint in endpoints.where("service-id", service_id)
        if query.accepts(endpoint)
    ]
    found.sort(key=lambda endpoint: endpoint.seq)

    def view(endpoint: VpcEndpoint) -> dict[str, Any]:
        service = services[endpoint.service_id]
        gateway = service.service_type == GATEWAY_LOAD_BALANCER
        key = "GatewayLoadBalancerArns" if gateway else "NetworkLoadBalancerArns"
        return connection_view(call, endpoint, (key, list(service.balancer_arns)))

    return Listing(after(found), {"VpcEndpointConnections": view})


def after(found: Sequence[VpcEndpoint]) -> Any:
    """Endpoints by their number in the world, for pages that stay right while others come and go."""

    def pairs(position: int) -> Iterator[tuple[int, VpcEndpoint]]:
        return ((endpoint.seq, endpoint) for endpoint in found if endpoint.seq > position)

    return pairs


def _named_services(filters: Sequence[Mapping[str, Any]]) -> Condition | None:
    for given in filters:
        if given.get("Name") == "service-id":
            return Condition(given.get("Values", ()))
    return None


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
