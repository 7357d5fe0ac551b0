"""`CustomerGatewayConfiguration`: the document from which a customer's device is set up, as AWS structures it.

Recorded documents have neither a line end at the end nor a BGP part for static routing; the algorithms in them are the
same whatever the tunnel options say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_network
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_IKE = {
    "authentication_protocol": "sha1",
    "encryption_protocol": "aes-128-cbc",
    "lifetime": "28800",
    "perfect_forward_secrecy": "group2",
    "mode": "main",
}
_IPSEC = {
    "protocol": "esp",
    "authentication_protocol": "hmac-sha1-96",
    "encryption_protocol": "aes-128-cbc",
    "lifetime": "3600",
    "perfect_forward_secrecy": "group2",
    "mode": "tunnel",
    "clear_df_bit": "true",
    "fragmentation_before_encryption": "true",
    "tcp_mss_adjustment": "1379",
    "dead_peer_detection": {"interval": "10", "retries": "3"},
}
_HOLD_TIME = "30"


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a tunnel: its outside address and its ASN."""

    address: str
    asn: str


@dataclass(frozen=True, slots=True)
class TunnelSettings:
    """What the document says of a tunnel."""

    customer: Side
    aws: Side
    inside: str
    inside_ipv6: str
    key: str


def write(
    connection_id: str, customer_id: str, gateway_id: str, *, static: bool, tunnels: Sequence[TunnelSettings]
) -> str:
    """The document of a connection."""
    values = {"connection": connection_id, "customer": customer_id, "gateway": gateway_id}
    for number, tunnel in enumerate(tunnels):
        _fill_in(values, tunnel, number)
    return _form(static, bool(tunnels[0].inside_ipv6), len(tunnels)) % values


def _fill_in(values: dict[str, str], tunnel: TunnelSettings, number: int) -> None:
    """The values of one tunnel, whose inside addresses are the second and third of a block of four."""
    inside, _, last = tunnel.inside.removesuffix("/30").rpartition(".")
    values[f"customer_outside_{number}"] = tunnel.customer.address
    values[f"aws_outside_{number}"] = tunnel.aws.address
    values[f"customer_inside_{number}"] = f"{inside}.{int(last) + 2}"
    values[f"aws_inside_{number}"] = f"{inside}.{int(last) + 1}"
    values[f"customer_asn_{number}"] = tunnel.customer.asn
    values[f"aws_asn_{number}"] = tunnel.aws.asn
    values[f"key_{number}"] = escape(tunnel.key)
    if tunnel.inside_ipv6:
        first = ip_network(tunnel.inside_ipv6, strict=False).network_address
        values[f"customer_inside_ipv6_{number}"] = str(first + 2)
        values[f"aws_inside_ipv6_{number}"] = str(first + 1)


@cache
def _form(static: bool, ipv6: bool, count: int) -> str:
    """The document with a name for each value, which is the same for every connection of a kind."""
    root = Element("vpn_connection", id="%(connection)s")
    parts: dict[str, Any] = {
        "customer_gateway_id": "%(customer)s",
        "vpn_gateway_id": "%(gateway)s",
        "vpn_connection_type": "ipsec.1",
    }
    if static:
        parts["vpn_connection_attributes"] = "NoBGPVPNConnection"
    _fill(root, parts)
    for number in range(count):
        tunnel = {
            "customer_gateway": _side("customer", number, static=static, ipv6=ipv6),
            "vpn_gateway": _side("aws", number, static=static, ipv6=ipv6),
            "ike": _IKE | {"pre_shared_key": f"%(key_{number})s"},
            "ipsec": _IPSEC,
        }
        _fill(SubElement(root, "ipsec_tunnel"), tunnel)
    indent(root)
    return _DECLARATION + tostring(root, encoding="unicode", short_empty_elements=False)


def _fill(parent: Element, parts: Mapping[str, Any]) -> None:
    for name, value in parts.items():
        element = SubElement(parent, name)
        if isinstance(value, str):
            element.text = value
        else:
            _fill(element, value)


def _side(side: str, number: int, *, static: bool, ipv6: bool) -> dict[str, Any]:
    """One end, whose inside address is the first of its block for AWS and the second for the customer."""
    parts: dict[str, Any] = {
        "tunnel_outside_address": {"ip_address": f"%({side}_outside_{number})s"},
        "tunnel_inside_address": {
            "ip_address": f"%({side}_inside_{number})s",
            "network_mask": "255.255.255.252",
            "network_cidr": "30",
        },
    }
    if ipv6:
        parts["tunnel_inside_ipv6_address"] = {
            "ip_address": f"%({side}_inside_ipv6_{number})s",
            "prefix_length": "128",
        }
    if not static:
        parts["bgp"] = {"asn": f"%({side}_asn_{number})s", "hold_time": _HOLD_TIME}
    return parts
