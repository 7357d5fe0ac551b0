"""DescribeVpcEndpoints and DescribeVpcEndpointServices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import VpcEndpoint
from mockvpce.resources.privatelink.endpoints.view import endpoint_view
from mockvpce.resources.privatelink.services import service_details
from mockvpce.resources.privatelink.services.service_details import ServiceDetail

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

ENDPOINT_FILTERS: Filters[VpcEndpoint] = Filters(
    {
        "ip-address-type": lambda endpoint: endpoint.ip_address_type,
        "service-name": Field(lambda endpoint: endpoint.service_name, index="service-name"),
        "service-region": lambda endpoint: endpoint.service_region or None,
        "vpc-id": Field(lambda endpoint: endpoint.vpc_id, index="vpc-id"),
        "vpc-endpoint-id": Field(lambda endpoint: endpoint.id, OWN_ID),
        "vpc-endpoint-state": Field(lambda endpoint: endpoint.wire_state, index="state"),
        "vpc-endpoint-type": Field(lambda endpoint: endpoint.endpoint_type, index="type"),
    },
    unknown=lambda name: errors.FILTER_OF_ENDPOINTS(name=name),
)

SERVICE_FILTERS: Filters[ServiceDetail] = Filters(
    {
        "owner": lambda offer: offer.owner,
        "service-name": Field(lambda offer: offer.name, index="name"),
        "service-region": lambda offer: offer.region,
        "service-type": lambda offer: offer.type,
        "supported-ip-address-types": lambda offer: offer.ip_address_types,
    },
    unknown=lambda name: errors.FILTER_OF_SERVICES(name=name),
)


@operation(lists=VpcEndpoint, filters=ENDPOINT_FILTERS, page=(1, 1000))
def describe_vpc_endpoints(
    call: Call,
    *,
    vpc_endpoint_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[VpcEndpoint]:
    """The caller's endpoints."""
    return call.listing(VpcEndpoint, vpc_endpoint_ids, filters, {"VpcEndpoints": endpoint_view})


@operation(filters=SERVICE_FILTERS, page=(1, 1000))
def describe_vpc_endpoint_services(
    call: Call,
    *,
    service_names: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
    service_regions: Sequence[str] | None = None,
) -> Listing[ServiceDetail]:
    """The services that the caller can connect to; a name offered in two types stands there twice."""
    query = SERVICE_FILTERS.read(filters or (), call.tags_of)
    found: Iterable[ServiceDetail]
    if service_names:
        found = service_details.named(call, service_names, service_regions or ())
        known = {offer.name for offer in found}
        for name in service_names:
            if name not in known:
                raise service_details.unknown(call, name, call.region)
    elif query.index is not None:
        found = service_details.named(call, map(str, query.index[1]), service_regions or ())
    else:
        found = service_details.listed(call, service_regions or ())
    accepted = filter(query.accepts, found) if query.tests else found
    views: dict[str, Callable[[ServiceDetail], Any]] = {
        "ServiceNames": lambda offer: offer.name,
        "ServiceDetails": service_details.viewer(call),
    }
    return Listing(lambda after: islice(enumerate(accepted, 1), after, None), views)
