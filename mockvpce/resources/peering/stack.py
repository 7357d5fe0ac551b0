"""`AWS::EC2::VPCPeeringConnection`.

A peering is accepted at once: as the caller, or with `PeerRoleArn` as the owner of the peer VPC. Without that role another
account's VPC can't be peered by a stack: AWS answers `User … cannot accept peering …`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, tag_specifications

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home

_ARN_PARTS = 6
_ENDED = frozenset({"deleted", "deleting", "rejected", "expired", "failed"})


def _create(requests: Requests, properties: Properties) -> str:
    """Request, then accept; a request that is not accepted is withdrawn."""
    made = requests.ask(
        "CreateVpcPeeringConnection",
        VpcId=properties.get("VpcId"),
        PeerVpcId=properties.get("PeerVpcId"),
        PeerOwnerId=properties.get("PeerOwnerId"),
        PeerRegion=properties.get("PeerRegion"),
        TagSpecifications=tag_specifications("vpc-peering-connection", properties),
    )
    connection_id = str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])
    accepter = _accepter(requests.home, properties)
    with requests.world.lock:
        requests.hasten(connection_id)
        try:
            requests.ask("AcceptVpcPeeringConnection", as_home=accepter, VpcPeeringConnectionId=connection_id)
        except Exception:
            _remove(requests, connection_id, properties)
            raise
        requests.hasten(connection_id)
    return connection_id


def _accepter(home: Home, properties: Properties) -> Home:
    """Who accepts, and where: with the role its account, in the peer's Region; else the stack's own account."""
    account, region = home
    role = str(properties.get("PeerRoleArn") or "").split(":")
    if len(role) >= _ARN_PARTS:
        return role[4], properties.get("PeerRegion") or region
    is_own = properties.get("PeerOwnerId", account) == account
    return account, (properties.get("PeerRegion") or region) if is_own else region


def _remove(requests: Requests, connection_id: str, _: Properties) -> None:
    """Delete the connection, if it has not ended by itself."""
    with requests.world.lock:
        connection = requests.world.get(connection_id)
        if connection is not None and connection.code not in _ENDED:
            requests.ask("DeleteVpcPeeringConnection", VpcPeeringConnectionId=connection_id)


declare(
    StackType(
        name="AWS::EC2::VPCPeeringConnection",
        create=_create,
        remove=_remove,
        attributes={"Id": its_id},
        replacing=frozenset({"VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion"}),
    )
)
