"""Proving that a provider owns the private DNS name of its service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.lookups import changeable_service

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@operation
def start_vpc_endpoint_service_private_dns_verification(call: Call, *, service_id: str) -> dict[str, Any]:
    """Have the TXT record looked up in the public hosted zones of the mock's Route 53, within ten minutes.

    A check that is under way already goes on.
    """
    service = changeable_service(call, service_id)
    if service.proof is None:
        raise errors.NAME_NOT_SET(id=service_id)
    if call.world.can(service.proof, "start"):
        call.world.apply(service.proof, "start")
    return {"ReturnValue": True}
