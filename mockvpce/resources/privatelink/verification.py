"""Proving that a provider owns the private DNS name of its service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.checks import own_service
from mockvpce.resources.privatelink.service import VERIFICATION_FAILED, VERIFIED, EndpointService

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@operation
def start_vpc_endpoint_service_private_dns_verification(call: Call, *, service_id: str) -> dict[str, Any]:
    """Look for the TXT record: under its own name below the domain, or under the domain itself.

    The record is looked for in the public hosted zones of the mock's Route 53, at once; AWS may take ten minutes.
    """
    service = own_service(call, service_id)
    verification = service.verification
    if verification is None:
        raise errors.NAME_NOT_SET(id=service_id)
    verification.state = VERIFIED if _is_published(call, service) else VERIFICATION_FAILED
    return {"ReturnValue": True}


def _is_published(call: Call, service: EndpointService) -> bool:
    verification = service.verification
    if verification is None:
        return False
    domain = service.private_dns_name.removeprefix("*.")
    parent = domain.partition(".")[2]
    return any(
        verification.value in call.neighbours.txt_records(name)
        for name in (
            f"{verification.name}.{domain}",
            domain,
            f"{verification.name}.{parent}" if "." in parent else domain,
        )
    )
