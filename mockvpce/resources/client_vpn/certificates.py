"""Client certificates: who issued them, whether they are valid now, and whether they were revoked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mockvpce.resources.client_vpn.revocation import parse, revocation_list

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate

    from mockvpce.engine.world import World
    from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint


def read_certificates(pem: bytes) -> list[Certificate]:
    """The certificates of a PEM text; `ValueError` where it has none."""
    from cryptography import x509  # noqa: PLC0415 - few tests need it, and it takes long to load

    return x509.load_pem_x509_certificates(pem)


def common_name(certificate: Certificate) -> str:
    """The common name of a certificate's subject, empty without one."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - see above

    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def refusal_of(world: World, endpoint: ClientVpnEndpoint, chain_arn: str, given: Sequence[Certificate]) -> str:
    """Why an endpoint refuses a client's certificate; empty where it takes it."""
    if not given:
        return f"{endpoint.id} asks for a client certificate, and none was given"
    kept = world.platform.services.certificate((endpoint.account, endpoint.region), chain_arn)
    if kept is None:
        return f"the client root certificate chain {chain_arn} is no longer in ACM"
    authorities = read_certificates(f"{kept.body}\n{kept.chain}".encode())
    shown, now = f"the certificate {given[0].subject.rfc4514_string()}", world.clock.now()
    if not _leads_to(given[0], given[1:], authorities):
        return f"{shown} was issued by {given[0].issuer.rfc4514_string()}, which is not in the chain of {chain_arn}"
    if not _is_valid(given[0], now):
        return f"{shown} is not valid at {now:%Y-%m-%d %H:%M:%S}"
    return _revocation(world, endpoint, given[0], now, shown)


def _leads_to(certificate: Certificate, between: Sequence[Certificate], authorities: Sequence[Certificate]) -> bool:
    """Whether an authority has issued the certificate, by way of others that came with it."""
    if any(_has_issued(one, certificate) for one in authorities):
        return True
    rest = [one for one in between if one is not certificate]
    return any(
        _has_issued(one, certificate) and _leads_to(one, [other for other in rest if other is not one], authorities)
        for one in rest
    )


def _has_issued(authority: Certificate, certificate: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see above

    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _is_valid(certificate: Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _revocation(world: World, endpoint: ClientVpnEndpoint, certificate: Certificate, now: datetime, shown: str) -> str:
    kept = revocation_list(world, endpoint.id)
    if kept is None or not kept.effective:
        return ""
    revoked = parse(kept.effective)
    if revoked.next_update_utc is not None and revoked.next_update_utc < now:
        return f"the revocation list of {endpoint.id} has expired, and lets nobody in"
    if revoked.issuer != certificate.issuer:
        return ""
    serial = certificate.serial_number
    return f"{shown} is revoked" if revoked.get_revoked_certificate_by_serial_number(serial) is not None else ""
