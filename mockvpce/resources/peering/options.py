"""ModifyVpcPeeringConnectionOptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.peering import errors
from mockvpce.resources.peering.connection import ACTIVE, CLASSIC_OPTIONS, Side, VpcPeeringConnection
from mockvpce.resources.peering.requests import allow_multipath

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

Options = Mapping[str, Any]


@operation
def modify_vpc_peering_connection_options(
    call: Call,
    *,
    vpc_peering_connection_id: str,
    requester_peering_connection_options: Options | None = None,
    accepter_peering_connection_options: Options | None = None,
) -> dict[str, Any]:
    """Set options of one side, or of both where they are the caller's in one Region; answers just what was sent.

    A request without either side changes nothing [I].
    """
    connection = call.own(VpcPeeringConnection, vpc_peering_connection_id)
    if connection.state != ACTIVE:
        raise errors.NOT_ACTIVE(id=connection.id)
    wanted = [
        ("Requester", connection.requester, requester_peering_connection_options),
        ("Accepter", connection.accepter, accepter_peering_connection_options),
    ]
    sent = [(name, side, options) for name, side, options in wanted if options is not None]
    for name, side, options in sent:
        _check(call, connection, name, side, options)
    for _, side, options in sent:
        _set(side, options)
    return {f"{name}PeeringConnectionOptions": _answer(side, options) for name, side, options in sent}


def _check(call: Call, connection: VpcPeeringConnection, name: str, side: Side, options: Options) -> None:
    if side.account != call.account:
        raise errors.NOT_YOUR_SIDE(account=call.account, side=name.lower())
    if side.region != call.region:
        raise errors.NOT_YOUR_REGION(side=name)
    if connection.is_inter_region and any(option in options for option in CLASSIC_OPTIONS):
        raise errors.CLASSIC_INTER_REGION()
    if options.get("AllowDnsResolutionFromRemoteVpc"):
        vpc = call.platform.networks.vpc(side.home, side.vpc_id)
        if vpc is None or not (vpc.dns_hostnames and vpc.dns_support):
            raise errors.DNS_HOSTNAMES_DISABLED(vpc=side.vpc_id)
    allowed = options.get("AllowMultipathResilience")
    if allowed and not connection.is_inter_region:
        raise errors.MULTIPATH_WITHIN_REGION()
    if options.get("MultipathResilienceMode") and not (side.multipath if allowed is None else allowed):
        raise errors.MODE_WITHOUT_MULTIPATH()


def _set(side: Side, options: Options) -> None:
    for name in ("AllowDnsResolutionFromRemoteVpc", *CLASSIC_OPTIONS):
        if name in options:
            side.options[name] = options[name]
    if options.get("AllowMultipathResilience") or options.get("MultipathResilienceMode"):
        allow_multipath(side, options.get("MultipathResilienceMode"))
    elif options.get("AllowMultipathResilience") is False:
        side.options["AllowMultipathResilience"] = False
        side.options.pop("MultipathResilienceMode", None)


def _answer(side: Side, options: Options) -> dict[str, Any]:
    return {name: side.options.get(name, value) for name, value in options.items()}
