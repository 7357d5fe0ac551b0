"""The options of one tunnel: what AWS accepts, and which of it answers repeat.

The values are those of the VPN guide, "Tunnel options", and of the API reference, `VpnTunnelOptionsSpecification`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.resources.vpn import errors

Options = Mapping[str, Any]

_RANGES: Mapping[str, tuple[int, float]] = {
    "Phase1LifetimeSeconds": (900, 28800),
    "Phase2LifetimeSeconds": (900, 3600),
    "RekeyFuzzPercentage": (0, 100),
    "ReplayWindowSize": (64, 2048),
    "DPDTimeoutSeconds": (30, float("inf")),
}
_SMALLEST_MARGIN = 60
_DEFAULT_PHASE_2 = 3600
_WORDS: Mapping[str, frozenset[str]] = {
    "DPDTimeoutAction": frozenset({"clear", "none", "restart"}),
    "StartupAction": frozenset({"add", "start"}),
}
_ENCRYPTION = frozenset({"AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"})
_INTEGRITY = frozenset({"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"})
_GROUPS = frozenset({2, *range(14, 25)})
LISTS: Mapping[str, frozenset[Any]] = {
    "Phase1EncryptionAlgorithms": _ENCRYPTION,
    "Phase2EncryptionAlgorithms": _ENCRYPTION,
    "Phase1IntegrityAlgorithms": _INTEGRITY,
    "Phase2IntegrityAlgorithms": _INTEGRITY,
    "Phase1DHGroupNumbers": _GROUPS | {35},
    "Phase2DHGroupNumbers": _GROUPS | {5, 35, 36, 37},
    "IKEVersions": frozenset({"ikev1", "ikev2"}),
}
_EXCHANGES = ("Phase1AdditionalKeyExchanges", "Phase2AdditionalKeyExchanges")
_FORMATS = frozenset({"json", "text"})

_SHOWN = {
    "DPDTimeoutSeconds": "DpdTimeoutSeconds",
    "DPDTimeoutAction": "DpdTimeoutAction",
    "IKEVersions": "IkeVersions",
}
"""Answers spell some of the names in another way."""
_OWN_PLACE = frozenset({"TunnelInsideCidr", "TunnelInsideIpv6Cidr", "PreSharedKey", "LogOptions"})
"""Options that a tunnel has whether they are given or not."""

_KEY = re.compile(r"[A-Za-z1-9._][A-Za-z0-9._]{7,63}")
_LINK_LOCAL = IPv4Network("169.254.0.0/16")
_RESERVED = frozenset(f"169.254.{one}/30" for one in (*(f"{n}.0" for n in range(6)), "169.252"))
_UNIQUE_LOCAL = IPv6Network("fd00::/8")


def check(given: Options, *, version: str, static: bool, has_address: bool, before: Options | None = None) -> None:
    """Refuse options that AWS refuses; those that a tunnel has `before` a change count where none are given."""
    if not given:
        return
    _check_inside(given, version)
    key = given.get("PreSharedKey")
    if key is not None and _KEY.fullmatch(key) is None:
        raise errors.PRE_SHARED_KEY()
    for name, (first, last) in _RANGES.items():
        value = given.get(name)
        if value is not None and not first <= value <= last:
            raise errors.BAD_VALUE(value=value, name=name)
    for name, words in _WORDS.items():
        value = given.get(name)
        if value is not None and value not in words:
            raise errors.BAD_VALUE(value=value, name=name)
    for name, members in LISTS.items():
        for value in _values(given.get(name)):
            if value not in members:
                raise errors.BAD_VALUE(value=value, name=name)
    _check_together(given, {**(before or {}), **given}, has_address=has_address)
    _check_exchanges(given)
    _check_logs(given, static=static)


def _values(items: Sequence[Mapping[str, Any]] | None) -> Iterable[Any]:
    return () if items is None else (one.get("Value") for one in items)


def _check_inside(given: Options, version: str) -> None:
    if given.get("TunnelInsideCidr") is not None:
        inside_block(given["TunnelInsideCidr"])
    inside = given.get("TunnelInsideIpv6Cidr")
    if inside is None:
        return
    if version == "ipv4":
        raise errors.IPV6_ON_IPV4()
    block = _block(inside, "TunnelInsideIpv6Cidr")
    if not (isinstance(block, IPv6Network) and block.prefixlen == 126 and block.subnet_of(_UNIQUE_LOCAL)):
        raise errors.BAD_VALUE(value=inside, name="TunnelInsideIpv6Cidr")


def inside_block(value: str) -> str:
    """The /30 of an inside CIDR, which requests may write with any address of it (API sample of CreateVpnConnection)."""
    block = _block(value, "TunnelInsideCidr")
    if not (isinstance(block, IPv4Network) and block.prefixlen == 30 and block.subnet_of(_LINK_LOCAL)):
        raise errors.BAD_VALUE(value=value, name="TunnelInsideCidr")
    written = str(block)
    if is_reserved(written):
        raise errors.BAD_VALUE(value=value, name="TunnelInsideCidr")
    return written


def is_reserved(block: str) -> bool:
    """Whether AWS keeps an inside CIDR for itself."""
    return block in _RESERVED


def _block(value: str, name: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(value, strict=False)
    except ValueError:
        raise errors.BAD_VALUE(value=value, name=name) from None


def _check_together(given: Options, all_of_it: Options, *, has_address: bool) -> None:
    first, second = all_of_it.get("Phase1LifetimeSeconds"), all_of_it.get("Phase2LifetimeSeconds")
    if first is not None and second is not None and second >= first:
        raise errors.PHASE_ORDER()
    margin = all_of_it.get("RekeyMarginTimeSeconds")
    if margin is not None and not _SMALLEST_MARGIN <= margin <= (second or _DEFAULT_PHASE_2) / 2:
        raise errors.BAD_VALUE(value=margin, name="RekeyMarginTimeSeconds")
    versions = set(_values(all_of_it.get("IKEVersions"))) or {"ikev1", "ikev2"}
    if all_of_it.get("StartupAction") == "start":
        if "ikev2" not in versions:
            raise errors.IKE_VERSION_2(name="StartupAction start")
        if "StartupAction" in given and not has_address:
            raise errors.FIXED_ADDRESS(what="StartupAction start")
    required = any(one.get("Requirement") == "required" for name in _EXCHANGES for one in all_of_it.get(name) or ())
    if required and "ikev2" not in versions:
        raise errors.IKE_VERSION_2(name="A required additional key exchange")


def _check_exchanges(given: Options) -> None:
    for name in _EXCHANGES:
        rounds = [one.get("AdditionalKeyExchangeRound") for one in given.get(name) or ()]
        for number in rounds:
            if number is None:
                raise MISSING_PARAMETER(name="AdditionalKeyExchangeRound")
            if rounds.count(number) > 1:
                raise errors.BAD_VALUE(value=number, name=name)


def _check_logs(given: Options, *, static: bool) -> None:
    logs = (given.get("LogOptions") or {}).get("CloudWatchLogOptions") or {}
    for kind in ("", "Bgp"):
        enabled, arn = logs.get(f"{kind}LogEnabled"), logs.get(f"{kind}LogGroupArn")
        if kind and enabled and static:
            raise errors.ONLY_DYNAMIC(what="BgpLogEnabled")
        if enabled and not arn:
            raise MISSING_PARAMETER(name=f"{kind}LogGroupArn")
        if arn and not re.fullmatch(r"arn:[^:]+:logs:[^:]+:\d{12}:log-group:.+", arn):
            raise errors.BAD_VALUE(value=arn, name=f"{kind}LogGroupArn")
        written = logs.get(f"{kind}LogOutputFormat")
        if written is not None and written not in _FORMATS:
            raise errors.BAD_VALUE(value=written, name=f"{kind}LogOutputFormat")


def kept(given: Options) -> dict[str, Any]:
    """The options that answers repeat because they were given; the others have places of their own."""
    return {name: value for name, value in given.items() if name not in _OWN_PLACE and value is not None}


def kept_logs(given: Options, before: Options) -> dict[str, Any]:
    """The log options after a request: enabled logs are JSON where no format is given."""
    logs = {**before, **((given.get("LogOptions") or {}).get("CloudWatchLogOptions") or {})}
    for kind in ("", "Bgp"):
        if logs.get(f"{kind}LogEnabled"):
            logs.setdefault(f"{kind}LogOutputFormat", "json")
    return logs


def shown(options: Options) -> dict[str, Any]:
    """Options as answers spell them."""
    return {_SHOWN.get(name, name): _shown_value(name, value) for name, value in options.items()}


def _shown_value(name: str, value: Any) -> Any:
    if name not in _EXCHANGES:
        return value
    return [
        {**one, "KeyExchangeMethods": [{"Value": each["Value"]} for each in one.get("KeyExchangeMethods") or ()]}
        for one in value
    ]
