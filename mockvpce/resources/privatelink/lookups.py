"""Checks that several operations of the family share. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mockvpce.protocol.errors import EC2Error
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import DELETED, VpcEndpoint
from mockvpce.resources.privatelink.services.service import SERVICE_DELETING, EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


def own_service(call: Call, service_id: str) -> EndpointService:
    """The caller's service of that id."""
    return call.own(EndpointService, service_id)


def changeable_service(call: Call, service_id: str) -> EndpointService:
    """The caller's service of that id, which to all that would change it is gone as soon as it is being deleted (I)."""
    service = own_service(call, service_id)
    if service.state == SERVICE_DELETING:
        raise errors.SERVICE_UNKNOWN(id=service_id)
    return service


def own_endpoint(call: Call, endpoint_id: str) -> VpcEndpoint:
    """The caller's endpoint of that id."""
    endpoint = call.own(VpcEndpoint, endpoint_id)
    if endpoint.state == DELETED:
        raise errors.ENDPOINT_UNKNOWN(id=endpoint_id)
    return endpoint


def one_by_one(ids: Iterable[str], act: Callable[[str], None]) -> dict[str, Any]:
    """The answer of a bulk request: what fails is listed, the rest is done."""
    failed = [entry for entry in (_attempt(one, act) for one in dict.fromkeys(ids)) if entry is not None]
    return {"Unsuccessful": failed}


def _attempt(resource_id: str, act: Callable[[str], None]) -> dict[str, Any] | None:
    try:
        act(resource_id)
    except EC2Error as error:
        return {"ResourceId": resource_id, "Error": {"Code": error.code, "Message": error.message}}
    return None
