"""`AWS::EC2::VPCPeeringConnection`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.moto_bridge.cloudformation.adapter import Properties, StackResource, tag_specifications

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home

_ARN_PARTS = 6
_ENDED = frozenset({"deleted", "deleting", "rejected", "expired", "failed"})


class VpcPeeringConnectionType(StackResource):
    """A peering that is accepted at once: as the caller, or with `PeerRoleArn` as the owner of the peer VPC.

    Without that role another account's VPC can't be peered by a stack: AWS answers `User … cannot accept peering …`.
    """

    type_name = "AWS::EC2::VPCPeeringConnection"
    attributes = frozenset({"Id"})
    replacing = frozenset({"VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion", "PeerRoleArn"})

    @classmethod
    def create(cls, home: Home, properties: Properties) -> str:
        """Request, then accept; a request that is not accepted is withdrawn."""
        made = cls.ask(
            home,
            "CreateVpcPeeringConnection",
            VpcId=properties.get("VpcId"),
            PeerVpcId=properties.get("PeerVpcId"),
            PeerOwnerId=properties.get("PeerOwnerId"),
            PeerRegion=properties.get("PeerRegion"),
            TagSpecifications=tag_specifications("vpc-peering-connection", properties),
        )
        connection_id = str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])
        with cls.world.lock:
            cls.hasten(connection_id)
            try:
                cls.ask(_accepter(home, properties), "AcceptVpcPeeringConnection", VpcPeeringConnectionId=connection_id)
            except Exception:
                _withdraw(cls, home, connection_id)
                raise
            cls.hasten(connection_id)
        return connection_id

    def remove(self) -> None:
        """Delete the connection, if it has not ended by itself."""
        with self.world.lock:
            _withdraw(type(self), self.home, self.id)

    def attribute(self, name: str) -> str:
        """`Id`."""
        del name
        return self.id


def _accepter(home: Home, properties: Properties) -> Home:
    """Who accepts, and where: with the role its account, in the peer's Region; else the stack's own account."""
    account, region = home
    role = str(properties.get("PeerRoleArn") or "").split(":")
    if len(role) >= _ARN_PARTS:
        return role[4], properties.get("PeerRegion") or region
    is_own = properties.get("PeerOwnerId", account) == account
    return account, (properties.get("PeerRegion") or region) if is_own else region


def _withdraw(kind: type[StackResource], home: Home, connection_id: str) -> None:
    connection = kind.world.get(connection_id)
    if connection is not None and connection.code not in _ENDED:
        kind.ask(home, "DeleteVpcPeeringConnection", VpcPeeringConnectionId=connection_id)
