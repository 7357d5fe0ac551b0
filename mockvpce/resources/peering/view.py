"""How answers show a peering connection: the keys that AWS sends in each state, to each side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.resources.peering.connection import (
    ACTIVE,
    DELETED,
    DELETING,
    EXPIRED,
    FAILED,
    INITIATING,
    JOINED,
    PENDING,
    PROVISIONING,
    REJECTED,
    REQUESTED,
    Side,
    VpcPeeringConnection,
)

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

_MESSAGES = {
    INITIATING: "Initiating Request to {accepter}",
    PENDING: "Pending Acceptance by {accepter}",
    PROVISIONING: "Provisioning",
    ACTIVE: "Active",
    DELETED: "Deleted by {deleter}",
    FAILED: "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
    REJECTED: "Rejected by {accepter}",
    EXPIRED: "Expired",
    DELETING: "Deleting",
}
"""Those of rejected, expired and deleting are guesses [I]; the others were recorded."""


def status_message(connection: VpcPeeringConnection) -> str:
    """What AWS says of the state."""
    return _MESSAGES[connection.code].format(accepter=connection.accepter.account, deleter=connection.deleter)


def shows_requester(connection: VpcPeeringConnection) -> bool:
    """Whether the requester's address ranges are shown."""
    return connection.code in REQUESTED | JOINED


def shows_accepter(connection: VpcPeeringConnection) -> bool:
    """Whether the accepter's address ranges are shown."""
    return connection.code in JOINED


def connection_view(call: Call, connection: VpcPeeringConnection) -> dict[str, Any]:
    """A connection as the caller sees it."""
    shown: dict[str, Any] = {
        "VpcPeeringConnectionId": connection.id,
        "Status": {"Code": connection.code, "Message": status_message(connection)},
        "RequesterVpcInfo": _side_view(call, connection.requester, full=shows_requester(connection)),
        "AccepterVpcInfo": _side_view(call, connection.accepter, full=shows_accepter(connection)),
        "Tags": call.tag_list(connection.id),
    }
    if connection.code in REQUESTED:
        shown["ExpirationTime"] = connection.expires
    if connection.is_inter_region and connection.code in REQUESTED | JOINED:
        shown["MultipathResilienceStatus"] = _multipath_status(connection)
    return shown


def _multipath_status(connection: VpcPeeringConnection) -> str:
    allowing = connection.requester.multipath + connection.accepter.multipath
    return ("disabled", "pending", "enabled")[allowing]


def _side_view(call: Call, side: Side, *, full: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"OwnerId": side.account, "VpcId": side.vpc_id, "Region": side.region}
    if not full:
        return shown
    vpc = call.platform.networks.vpc(side.home, side.vpc_id)
    blocks = vpc.cidrs if vpc is not None else (side.cidr,)
    shown["CidrBlock"] = side.cidr
    shown["CidrBlockSet"] = [{"CidrBlock": block} for block in blocks]
    if vpc is not None and vpc.ipv6_cidrs:
        shown["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": block} for block in vpc.ipv6_cidrs]
    if side.account == call.account:
        shown["PeeringOptions"] = dict(side.options)
    return shown
