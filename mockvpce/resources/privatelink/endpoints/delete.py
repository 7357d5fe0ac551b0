"""DeleteVpcEndpoints: a request that succeeds as a whole, with errors for single items."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints import private_dns
from mockvpce.resources.privatelink.endpoints.endpoint import (
    DELETED,
    DELETING,
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    VpcEndpoint,
)
from mockvpce.resources.privatelink.lookups import one_by_one
from mockvpce.resources.privatelink.services import notices

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@operation
def delete_vpc_endpoints(call: Call, *, vpc_endpoint_ids: Sequence[str]) -> dict[str, Any]:
    """Delete endpoints. Gateways are gone at once, with their routes; others after their interfaces."""
    check_ids(vpc_endpoint_ids, "vpce", errors.ENDPOINT_MALFORMED)
    return one_by_one(vpc_endpoint_ids, partial(_delete, call))


def _delete(call: Call, endpoint_id: str) -> None:
    endpoint = call.world.table(VpcEndpoint).seen_from(call.home, endpoint_id)
    if endpoint is None:
        raise errors.ENDPOINT_ITEM_UNKNOWN(id=endpoint_id)
    if endpoint.state in (DELETING, DELETED):
        return
    if endpoint.requester_managed:
        raise errors.REQUESTER_MANAGED(service=endpoint.service_name)
    if endpoint.endpoint_type == GATEWAY_LOAD_BALANCER and call.platform.routes.to_target(call.home, endpoint_id):
        raise errors.GWLB_HAS_ROUTES()
    if endpoint.endpoint_type == GATEWAY:
        _check_still_needed(call, endpoint)
    call.world.apply(endpoint, "remove" if endpoint.endpoint_type == GATEWAY else "delete")
    notices.send(call.world, endpoint, "Delete")


def _check_still_needed(call: Call, endpoint: VpcEndpoint) -> None:
    """S3's gateway stays while an interface endpoint leaves the names of all but inbound resolvers to it."""
    if not private_dns.is_s3(endpoint.service_name):
        return
    gateways = private_dns.s3_gateways(call, endpoint.vpc_id, endpoint.service_name)
    if any(one is not endpoint for one in gateways):
        return
    for one in call.world.table(VpcEndpoint).where("vpc-id", (call.home, endpoint.vpc_id)):
        dependent = one.service_name == endpoint.service_name and one.private_dns and one.inbound_only
        if dependent and one.state not in (DELETING, DELETED):
            raise errors.GATEWAY_STILL_NEEDED(id=endpoint.id)
