"""What requests may say of an endpoint, checked: each function gives the values of some members of `Options`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import TYPE_CHECKING, Any

from mockvpce.engine.resource_types import is_id
from mockvpce.protocol.errors import MISSING_PARAMETER
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import DIRECTORY, FEDERATED, MUTUAL, Logging

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

LARGEST_CLIENT_BLOCK, SMALLEST_CLIENT_BLOCK = 12, 22
PORTS = (443, 1194)
SESSION_HOURS = (8, 10, 12, 24)
DNS_SERVERS = 2
GROUPS = 5
BANNER = 1400

Values = Mapping[str, Any]
"""Members of `Options`."""


# authentication ------------------------------------------------------------------------------------------------------


def authentication(call: Call, given: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """The ways to sign in, as answers show them: under other names than requests."""
    if not 1 <= len(given) <= 2:
        raise errors.AUTHENTICATION_COUNT()
    kinds = [one.get("Type") for one in given]
    if None in kinds:
        raise MISSING_PARAMETER(name=f"Authentication.{kinds.index(None) + 1}.Type")
    if len(kinds) == 2 and (kinds[0] == MUTUAL) == (kinds[1] == MUTUAL):
        raise errors.AUTHENTICATION_PAIR()
    return tuple(_READERS[one["Type"]](call, one, number) for number, one in enumerate(given, 1))


def _mutual(call: Call, given: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    arn = _member(given, "MutualAuthentication", "ClientRootCertificateChainArn", number)
    if call.platform.services.certificate(call.home, arn) is None:
        raise errors.CERTIFICATE_UNKNOWN(arn=arn)
    return {"Type": MUTUAL, "MutualAuthentication": {"ClientRootCertificateChain": arn}}


def _directory(call: Call, given: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    directory = _member(given, "ActiveDirectory", "DirectoryId", number)
    if not call.platform.services.has_directory(call.home, directory):
        raise errors.DIRECTORY_UNKNOWN(id=directory)
    return {"Type": DIRECTORY, "ActiveDirectory": {"DirectoryId": directory}}


def _federated(call: Call, given: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    shown = {"SamlProviderArn": _member(given, "FederatedAuthentication", "SAMLProviderArn", number)}
    self_service = given["FederatedAuthentication"].get("SelfServiceSAMLProviderArn")
    if self_service:
        shown["SelfServiceSamlProviderArn"] = self_service
    for arn in shown.values():
        if not call.platform.services.has_saml_provider(call.home, arn):
            raise errors.SAML_PROVIDER_UNKNOWN(arn=arn)
    return {"Type": FEDERATED, "FederatedAuthentication": shown}


def _member(given: Mapping[str, Any], structure: str, member: str, number: int) -> str:
    value = (given.get(structure) or {}).get(member)
    if not value:
        raise MISSING_PARAMETER(name=f"Authentication.{number}.{structure}.{member}")
    return str(value)


_READERS: Mapping[str, Callable[[Call, Mapping[str, Any], int], Mapping[str, Any]]] = {
    MUTUAL: _mutual,
    DIRECTORY: _directory,
    FEDERATED: _federated,
}


# what never changes --------------------------------------------------------------------------------------------------


def client_block(cidr: str | None, traffic: str) -> str:
    """The block of the clients' IPv4 addresses; empty for IPv6 traffic only."""
    if traffic == "ipv6":
        if cidr:
            raise errors.CLIENT_CIDR_WITH_IPV6()
        return ""
    if not cidr:
        raise errors.CLIENT_CIDR_MISSING()
    try:
        network = IPv4Network(cidr)
    except ValueError:
        raise errors.BAD_CLIENT_CIDR(value=cidr) from None
    if not LARGEST_CLIENT_BLOCK <= network.prefixlen <= SMALLEST_CLIENT_BLOCK:
        raise errors.BAD_CLIENT_CIDR(value=cidr)
    return str(network)


# what can be modified ------------------------------------------------------------------------------------------------


def changeable(call: Call) -> dict[str, Any]:
    """The members of `Options` that the request gives in members named in `CHANGEABLE`."""
    values: dict[str, Any] = {}
    for name, read in CHANGEABLE.items():
        value = call.given.get(name)
        if value is not None:
            values.update(read(call, value))
    return values


def _server_certificate(call: Call, arn: str) -> Values:
    found = call.platform.services.certificate(call.home, arn)
    if found is None:
        raise errors.CERTIFICATE_UNKNOWN(arn=arn)
    if not found.domain:
        raise errors.CERTIFICATE_WITHOUT_DOMAIN(arn=arn)
    return {"server_certificate_arn": arn}


def _logging(call: Call, given: Mapping[str, Any]) -> Values:
    context = given.get("IncludeAuthorizationPolicyContext")
    if not given.get("Enabled"):
        return {"logging": Logging(policy_context=context)}
    group = given.get("CloudwatchLogGroup")
    if not group:
        raise errors.LOG_GROUP_MISSING()
    if not call.platform.services.has_log_group(call.home, group):
        raise errors.LOG_GROUP_UNKNOWN(name=group)
    return {"logging": Logging(group, given.get("CloudwatchLogStream") or "", context)}


def dns_servers(given: Sequence[str]) -> tuple[str, ...]:
    """Up to two addresses, in their order."""
    try:
        servers = tuple(str(IPv4Address(one)) for one in given)
    except AddressValueError:
        raise errors.BAD_DNS_SERVERS(value=", ".join(given)) from None
    if len(servers) > DNS_SERVERS:
        raise errors.BAD_DNS_SERVERS(value=", ".join(given))
    return servers


def modified_dns_servers(given: Mapping[str, Any]) -> Values:
    """ModifyClientVpnEndpoint has a structure where CreateClientVpnEndpoint has a list."""
    if given.get("Enabled") is False:
        return {"dns_servers": ()}
    servers = given.get("CustomDnsServers") or ()
    if not servers:
        raise errors.DNS_SERVERS_MISSING()
    return {"dns_servers": dns_servers(servers)}


def _port(_: Call, port: int) -> Values:
    if port not in PORTS:
        raise errors.BAD_PORT(value=port)
    return {"port": port}


def _session_hours(_: Call, hours: int) -> Values:
    if hours not in SESSION_HOURS:
        raise errors.BAD_TIMEOUT(value=hours)
    return {"session_hours": hours}


def _banner(_: Call, given: Mapping[str, Any]) -> Values:
    if not given.get("Enabled"):
        return {"banner": ""}
    text = given.get("BannerText")
    if not text:
        raise errors.BANNER_MISSING()
    if len(text) > BANNER:
        raise errors.BANNER_TOO_LONG()
    return {"banner": text}


_LAMBDA = re.compile(r"arn:(?P<partition>[a-z-]+):lambda:(?P<region>[^:]*):(?P<account>[^:]*):function:AWSClientVPN-.+")


def _handler(call: Call, given: Mapping[str, Any]) -> Values:
    """The Lambda function that is asked at each connection; whether it exists is looked at then."""
    if not given.get("Enabled"):
        return {"handler_arn": ""}
    arn = given.get("LambdaFunctionArn")
    if not arn:
        raise errors.HANDLER_MISSING()
    found = _LAMBDA.fullmatch(arn)
    if found is None or (found["account"], found["region"]) != call.home:
        raise errors.BAD_HANDLER(arn=arn)
    return {"handler_arn": arn}


def _trust_providers(_: Call, given: Mapping[str, Any]) -> Values:
    providers = given.get("TrustProviders", ()) if given.get("Enabled", True) else ()
    return {"trust_providers": tuple(dict(one) for one in providers)}


CHANGEABLE: Mapping[str, Callable[[Call, Any], Values]] = {
    "ServerCertificateArn": _server_certificate,
    "ConnectionLogOptions": _logging,
    "VpnPort": _port,
    "Description": lambda _, text: {"description": text},
    "SplitTunnel": lambda _, on: {"split_tunnel": on},
    "SelfServicePortal": lambda _, choice: {"self_service": choice == "enabled"},
    "ClientConnectOptions": _handler,
    "SessionTimeoutHours": _session_hours,
    "ClientLoginBannerOptions": _banner,
    "ClientRouteEnforcementOptions": lambda _, given: {"enforces_routes": bool(given.get("Enforced"))},
    "DisconnectOnSessionTimeout": lambda _, on: {"disconnects": on},
    "DevicePostureOptions": _trust_providers,
}
"""Members of CreateClientVpnEndpoint and ModifyClientVpnEndpoint alike, in the order in which they are checked."""


# VPC and groups ------------------------------------------------------------------------------------------------------


def placement(call: Call, vpc_id: str, group_ids: Sequence[str]) -> Values:
    """The VPC, and security groups of it: its default group where none are named."""
    vpc = call.platform.networks.vpc(call.home, vpc_id)
    if vpc is None:
        raise (errors.VPC_UNKNOWN if is_id(vpc_id, "vpc") else errors.VPC_MALFORMED)(id=vpc_id)
    return {"vpc_id": vpc_id, "group_ids": groups_of(call, vpc_id, group_ids)}


def groups_of(call: Call, vpc_id: str, group_ids: Sequence[str]) -> tuple[str, ...]:
    """Security groups of a VPC, each once; its default group where none are named."""
    wanted = tuple(dict.fromkeys(group_ids))
    if not wanted:
        default = call.platform.groups.default(call.home, vpc_id)
        return (default.id,) if default is not None else ()
    if len(wanted) > GROUPS:
        raise errors.TOO_MANY_GROUPS()
    for group_id in wanted:
        group = call.platform.groups.get(call.home, group_id)
        if group is None or group.vpc_id != vpc_id:
            raise errors.GROUP_UNKNOWN(id=group_id)
    return wanted
