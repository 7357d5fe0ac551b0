"""ExportClientVpnClientConfiguration: what an OpenVPN client needs to know of an endpoint, without the client's own key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import DIRECTORY, FEDERATED, ClientVpnEndpoint, own_endpoint

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.services import Certificate


@operation
def export_client_vpn_client_configuration(call: Call, *, client_vpn_endpoint_id: str) -> dict[str, Any]:
    """The text of an `.ovpn` file. Lines and their order are recorded for mutual authentication."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    arn = endpoint.options.server_certificate_arn
    certificate = call.platform.services.certificate(call.home, arn)
    if certificate is None:
        raise errors.CERTIFICATE_UNKNOWN(arn=arn)
    return {"ClientConfiguration": "\n".join(_lines(call, endpoint, certificate)) + "\n"}


def _lines(call: Call, endpoint: ClientVpnEndpoint, certificate: Certificate) -> Iterator[str]:
    options = endpoint.options
    yield "client"
    yield "dev tun"
    yield f"proto {options.transport_protocol}"
    yield f"remote {endpoint.dns_name} {options.port}"
    yield "remote-random-hostname"
    yield "resolv-retry infinite"
    yield "nobind"
    yield "remote-cert-tls server"
    yield "cipher AES-256-GCM"
    yield "verb 3"
    yield "<ca>"
    yield certificate.chain or certificate.body
    yield ""
    yield "</ca>"
    yield ""
    yield from _sign_in(call, endpoint)
    yield ""
    yield "reneg-sec 0"
    yield ""
    yield f"verify-x509-name {certificate.common_name or certificate.names[0]} name"


def _sign_in(call: Call, endpoint: ClientVpnEndpoint) -> Iterator[str]:
    for one in endpoint.options.authentication:
        if one["Type"] == DIRECTORY:
            yield "auth-user-pass"
            if call.platform.services.asks_for_mfa(call.home, one["ActiveDirectory"]["DirectoryId"]):
                yield 'static-challenge "Enter MFA code " 1'
        elif one["Type"] == FEDERATED:
            yield "auth-federate"
            yield "auth-retry interact"
            yield "auth-nocache"
            yield "auth-user-pass"
