"""Checks that several operations of the family share. Nothing here changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mockvpce.protocol.errors import EC2Error, ErrorSpec
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import DELETED, VpcEndpoint
from mockvpce.resources.privatelink.services.service import SERVICE_DELETING, EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

_REST = re.compile(r"[0-9a-z]+")


def is_id(value: str, prefix: str) -> bool:
    """Whether the value has the form of an id with that prefix."""
    return value.startswith(f"{prefix}-") and _REST.fullmatch(value, len(prefix) + 1) is not None


def check_ids(values: Iterable[str], prefix: str, malformed: ErrorSpec) -> None:
    """Refuse the first value that has not the form of an id."""
    for value in values:
        if not is_id(value, prefix):
            raise malformed(id=value)


def own_service(call: Call, service_id: str) -> EndpointService:
    """The caller's service of that id."""
    check_ids([service_id], "vpce-svc", errors.SERVICE_MALFORMED)
    service = call.world.table(EndpointService).seen_from(call.home, service_id)
    if service is None:
        raise errors.SERVICE_UNKNOWN(id=service_id)
    return service


def changeable_service(call: Call, service_id: str) -> EndpointService:
    """The caller's service of that id, which to all that would change it is gone as soon as it is being deleted (I)."""
    service = own_service(call, service_id)
    if service.state == SERVICE_DELETING:
        raise errors.SERVICE_UNKNOWN(id=service_id)
    return service


def own_endpoint(call: Call, endpoint_id: str) -> VpcEndpoint:
    """The caller's endpoint of that id."""
    check_ids([endpoint_id], "vpce", errors.ENDPOINT_MALFORMED)
    endpoint = call.world.table(VpcEndpoint).seen_from(call.home, endpoint_id)
    if endpoint is None or endpoint.state == DELETED:
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
