"""Who pays for endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import VpcEndpoint
from mockvpce.resources.privatelink.endpoints.view import payer_list
from mockvpce.resources.privatelink.lookups import changeable_service, own_endpoint

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@operation
def modify_vpc_endpoint_service_payer_responsibility(
    call: Call, *, service_id: str, payer_responsibility: str
) -> dict[str, Any]:
    """Let the service's owner pay for endpoints that connect from now on. It can't be taken back."""
    service = changeable_service(call, service_id)
    service.payer = payer_responsibility
    return {"ReturnValue": True}


@operation
def modify_vpc_endpoint_payer_responsibility(
    call: Call, *, vpc_endpoint_id: str, payer_responsibility: str, scope: str, service_id: str = ""
) -> dict[str, Any]:
    """Settle who pays for one endpoint: its owner may, and the owner of the service it is connected to."""
    if service_id:
        service = changeable_service(call, service_id)
        found = call.world.table(VpcEndpoint).get(vpc_endpoint_id)
        if found is None or found.service_id != service.id:
            raise errors.NOT_CONNECTED(id=vpc_endpoint_id)
        endpoint = found
    else:
        endpoint = own_endpoint(call, vpc_endpoint_id)
    endpoint.payers[scope] = payer_responsibility
    return {"VpcEndpointId": endpoint.id, "PayerResponsibilities": payer_list(endpoint)}
