"""The list of client certificates that an endpoint no longer lets in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import Lifecycle, Row, forced
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint, changeable_endpoint, own_endpoint

if TYPE_CHECKING:
    from cryptography.x509 import CertificateRevocationList

    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

ENTRIES = 20_000
"""The most entries of a list."""
EFFECT = timedelta(hours=4)
"""How long a list is `pending` at the most (Administrator Guide, client certificate revocation lists)."""

PENDING = "pending"
ACTIVE = "active"


@resource(type="client-vpn-certificate-revocation-list", follows=True)
@dataclass(slots=True, kw_only=True, eq=False)
class RevocationList(Resource):
    """The revocation list of an endpoint: as it was imported last, and the one that is in effect."""

    imported: str = ""
    effective: str = ""

    lifecycle = Lifecycle(
        [
            Row("activate", PENDING, ACTIVE, after=EFFECT),
            *(Row("import", one, PENDING) for one in (PENDING, ACTIVE)),
            *forced((PENDING, ACTIVE), (PENDING, ACTIVE)),
        ]
    )

    @property
    def endpoint_id(self) -> str:
        """The endpoint."""
        return self.id.partition("/")[0]

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()


def list_id(endpoint_id: str) -> str:
    """The id of an endpoint's revocation list."""
    return f"{endpoint_id}/certificate-revocation-list"


def revocation_list(world: World, endpoint_id: str) -> RevocationList | None:
    """The list of an endpoint, None where none was imported."""
    return world.table(RevocationList).get(list_id(endpoint_id))


@operation
def import_client_vpn_client_certificate_revocation_list(
    call: Call, *, client_vpn_endpoint_id: str, certificate_revocation_list: str
) -> dict[str, Any]:
    """Put a list in place of the one before: PEM, at most 20,000 entries."""
    endpoint = changeable_endpoint(call, client_vpn_endpoint_id)
    if len(parse(certificate_revocation_list)) > ENTRIES:
        raise errors.REVOCATION_LIST_TOO_LONG(limit=ENTRIES)
    revoked = revocation_list(call.world, endpoint.id)
    if revoked is not None:
        revoked.imported = certificate_revocation_list
        call.world.apply(revoked, "import")
    else:
        _first_list(call, endpoint, certificate_revocation_list)
    return {"Return": True}


def _first_list(call: Call, endpoint: ClientVpnEndpoint, pem: str) -> None:
    account, region = call.home
    revoked = RevocationList(
        id=list_id(endpoint.id), account=account, region=region, created=call.world.clock.now(), imported=pem
    )
    call.world.add(revoked)
    call.world.begin(revoked, PENDING)


def parse(pem: str) -> CertificateRevocationList:
    """The list of a PEM text; what is none is refused."""
    from cryptography import x509  # noqa: PLC0415 - few tests need it, and it takes long to load

    try:
        found = x509.load_pem_x509_crl(pem.encode())
        len(found)  # entries are read late
    except ValueError:
        raise errors.BAD_REVOCATION_LIST() from None
    return found


@operation
def export_client_vpn_client_certificate_revocation_list(call: Call, *, client_vpn_endpoint_id: str) -> dict[str, Any]:
    """The list as it was imported last; an empty answer where none was [I]."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    revoked = revocation_list(call.world, endpoint.id)
    if revoked is None:
        return {}
    return {"CertificateRevocationList": revoked.imported, "Status": {"Code": revoked.state}}
