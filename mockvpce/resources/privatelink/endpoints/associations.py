"""What Resource and ServiceNetwork endpoints lead to, and by which names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol.filters import Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import AVAILABLE, DELETED, LATTICE, SERVICE_NETWORK, VpcEndpoint

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@dataclass(frozen=True, slots=True)
class Association:
    """One resource that an endpoint leads to."""

    id: str
    endpoint: VpcEndpoint
    resource_arn: str
    network_arn: str = ""
    network_name: str = ""

    @property
    def accessibility(self) -> str:
        """Whether the resource can be reached."""
        return "Accessible" if self.endpoint.state == AVAILABLE else "Inaccessible"


ASSOCIATION_FILTERS: Filters[Association] = Filters(
    {
        "vpc-endpoint-id": lambda one: one.endpoint.id,
        "associated-resource-accessibility": lambda one: one.accessibility,
        "association-id": lambda one: one.id,
        "associated-resource-id": lambda one: one.resource_arn.rsplit("/", 1)[-1],
        "service-network-arn": lambda one: one.network_arn or None,
        "resource-configuration-group-arn": lambda _: None,
    },
    unknown=lambda name: errors.FILTER_OF_SERVICES(name=name),
)


@operation(filters=ASSOCIATION_FILTERS, page=(1, 100), page_clamps=False)
def describe_vpc_endpoint_associations(
    call: Call, *, vpc_endpoint_ids: Sequence[str] | None = None, filters: Sequence[Mapping[str, Any]] | None = None
) -> Listing[Association]:
    """The resources behind the caller's Resource and ServiceNetwork endpoints."""
    check_ids(vpc_endpoint_ids or (), "vpce", errors.ENDPOINT_MALFORMED)
    query = ASSOCIATION_FILTERS.read(filters or ())
    endpoints = call.world.table(VpcEndpoint)
    for endpoint_id in vpc_endpoint_ids or ():
        if endpoints.seen_from(call.home, endpoint_id) is None:
            raise errors.ENDPOINT_UNKNOWN(id=endpoint_id)
    found = [
        association
        for kind in LATTICE
        for endpoint in endpoints.where("type", (call.home, kind))
        if endpoint.state != DELETED and (not vpc_endpoint_ids or endpoint.id in vpc_endpoint_ids)
        for association in _associations(call, endpoint)
        if query.accepts(association)
    ]
    return Listing(found, {"VpcEndpointAssociations": lambda one: _view(call, one)})


def _associations(call: Call, endpoint: VpcEndpoint) -> Iterator[Association]:
    if endpoint.endpoint_type != SERVICE_NETWORK:
        yield Association(_id(endpoint.id, endpoint.target_arn), endpoint, endpoint.target_arn)
        return
    network = call.platform.lattice.get(endpoint.target_arn) or {}
    for resource_arn in network.get("resources", ()):
        name = str(network.get("name", ""))
        yield Association(_id(endpoint.id, resource_arn), endpoint, resource_arn, endpoint.target_arn, name)


def _id(*parts: str) -> str:
    """The id of an association: it has no life of its own, so its id follows from what it joins."""
    return "vpce-rsc-asc-0" + hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


def _view(call: Call, association: Association) -> dict[str, Any]:
    endpoint = association.endpoint
    shown: dict[str, Any] = {
        "Id": association.id,
        "VpcEndpointId": endpoint.id,
        "AssociatedResourceAccessibility": association.accessibility,
        "AssociatedResourceArn": association.resource_arn,
        "DnsEntry": {
            "DnsName": _name(association),
            "HostedZoneId": "Z" + hashlib.sha256(endpoint.region.encode()).hexdigest()[:20].upper(),
        },
        "Tags": call.tag_list(association.id),
    }
    if association.network_arn:
        shown["ServiceNetworkArn"] = association.network_arn
        shown["ServiceNetworkName"] = association.network_name
    return shown


def _name(association: Association) -> str:
    """The name of what an endpoint leads to: of a resource, of one in a network, or of a service in a network."""
    arn, region = association.resource_arn, association.endpoint.region
    mark = hashlib.sha256(arn.encode()).hexdigest()[:7]
    place = f"{association.endpoint.id}-{{}}-{association.id.rpartition('-')[2]}"
    target = arn.rsplit("/", 1)[-1]
    if ":service/" in arn:
        return f"{place.format('snsa')}.{mark}.vpc-lattice-svcs.{region}.on.aws"
    stem = place.format("snra") if association.network_arn else association.endpoint.id
    return f"{stem}.{target}.{mark}.vpc-lattice-rsc.{region}.on.aws"
