"""GetVpnConnectionDeviceTypes and GetVpnConnectionDeviceSampleConfiguration.

The texts are our own, one form for all devices, with the values of the connection: AWS's are one for each device.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from mockvpce.data import tables
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.resources.vpn import errors
from mockvpce.resources.vpn.connection import REDACTED, Tunnel, VpnConnection

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

VERSIONS = ("ikev1", "ikev2")
SAMPLES = ("compatibility", "recommended")
_ALGORITHMS = {"compatibility": ("AES-128", "SHA-1", "2"), "recommended": ("AES-256", "SHA2-256", "20")}


@lru_cache(maxsize=1)
def _types() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in tables.read("vpn_device_types.tsv")}


def _type_view(row: dict[str, str]) -> dict[str, str]:
    return {
        "VpnConnectionDeviceTypeId": row["id"],
        "Vendor": row["vendor"],
        "Platform": row["platform"],
        "Software": row["software"],
    }


@operation(page=(200, 1000))
def get_vpn_connection_device_types(call: Call) -> Listing[dict[str, str]]:
    """The devices for which there is a sample."""
    del call
    return Listing(list(_types().values()), {"VpnConnectionDeviceTypes": _type_view})


@operation
def get_vpn_connection_device_sample_configuration(
    call: Call,
    *,
    vpn_connection_id: str,
    vpn_connection_device_type_id: str,
    internet_key_exchange_version: str | None = None,
    sample_type: str | None = None,
) -> dict[str, Any]:
    """How to set up a device for a connection, as text."""
    connection = call.own(VpnConnection, vpn_connection_id)
    device = _types().get(vpn_connection_device_type_id)
    if device is None:
        raise errors.DEVICE_UNKNOWN(id=vpn_connection_device_type_id)
    version, sample = internet_key_exchange_version or VERSIONS[0], sample_type or SAMPLES[0]
    if version not in VERSIONS:
        raise errors.BAD_VALUE(value=version, name="internetKeyExchangeVersion")
    if sample not in SAMPLES:
        raise errors.BAD_VALUE(value=sample, name="sampleType")
    if (version, sample) == (VERSIONS[0], SAMPLES[1]):
        raise errors.RECOMMENDED_IKEV1()
    lines = [*_head(connection, device)]
    for number, tunnel in enumerate(connection.tunnels, 1):
        lines += _tunnel(connection, tunnel, number, version, sample)
    return {"VpnConnectionDeviceSampleConfiguration": "".join(f"{line}\n" for line in lines)}


def _head(connection: VpnConnection, device: dict[str, str]) -> Iterator[str]:
    yield "! Amazon Web Services"
    yield "! Virtual Private Cloud"
    yield "! VPN Connection Configuration"
    yield f"! {'=' * 80}"
    yield f"! Device: {device['vendor']}, {device['platform']}, {device['software']}"
    yield "!"
    yield f"! Your VPN Connection ID          : {connection.id}"
    yield f"! Your Virtual Private Gateway ID : {connection.gateway_id}"
    yield f"! Your Customer Gateway ID        : {connection.customer_id}"
    yield "!"
    yield "! This configuration consists of two tunnels; set up both, so that one can fail."


def _tunnel(connection: VpnConnection, tunnel: Tunnel, number: int, version: str, sample: str) -> Iterator[str]:
    encryption, integrity, group = _ALGORITHMS[sample]
    aws, customer = (str(ip_network(tunnel.inside)[position]) for position in (1, 2))
    options = tunnel.options
    yield from ("!", f"! {'-' * 80}", f"! IPSec Tunnel #{number}", f"! {'-' * 80}")
    yield "! #1: Internet Key Exchange (IKE) Configuration"
    yield f"!   interface {connection.id}-{number - 1}, {version}"
    yield f"!   local gateway {connection.customer_address}, remote gateway {tunnel.address}"
    yield f"!   pre-shared key {REDACTED if tunnel.in_secret else tunnel.key}"
    yield f"!   {encryption}, {integrity}, Diffie-Hellman group {group}"
    yield f"!   lifetime {options.get('Phase1LifetimeSeconds', 28800)} seconds"
    yield "! #2: IPSec Configuration"
    yield f"!   ESP in tunnel mode, {encryption}, {integrity}, perfect forward secrecy with group {group}"
    yield f"!   lifetime {options.get('Phase2LifetimeSeconds', 3600)} seconds"
    yield "!   dead peer detection every 10 seconds, 3 retries"
    yield "! #3: Tunnel Interface Configuration"
    yield f"!   inside address {customer}, AWS's {aws}, netmask 255.255.255.252"
    yield "!   MTU 1427, MSS 1379"
    if connection.static:
        yield "! #4: Static Route Configuration"
        yield f"!   route to the VPC's CIDR block, such as 10.0.0.0/16, through {connection.id}-{number - 1}"
        return
    yield "! #4: Border Gateway Protocol (BGP) Configuration"
    yield f"!   local ASN {connection.customer_asn}, neighbor {aws}"
    yield f"!   neighbor's ASN {'' if connection.aws_asn is None else connection.aws_asn}, hold time 30 seconds"
