"""The two parties to a peering, in the four ways in which they can be apart."""

from functools import cached_property

from support.account import Account
from support.refused import refused  # noqa: F401 - tests of the family take it from here

OWN, OTHER, STRANGER = "123456789012", "222222222222", "333333333333"
HERE, THERE = "us-east-1", "eu-west-1"
RELATIONS = {
    "same": (OWN, HERE),
    "region": (OWN, THERE),
    "account": (OTHER, HERE),
    "both": (OTHER, THERE),
}
"""How the accepter differs from the requester, and where it is."""
UNKNOWN = "pcx-0123456789abcdef0"


class Party(Account):
    """An account in a Region, with a VPC of its own."""

    def __init__(self, aws, account=OWN, region=HERE, cidr="10.0.0.0/16"):
        super().__init__(aws, account, region)
        self.cidr = cidr

    @cached_property
    def vpc(self):
        return self.ec2.create_vpc(CidrBlock=self.cidr)["Vpc"]["VpcId"]

    @cached_property
    def table(self):
        return self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]

    def group(self, name="web"):
        return self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"]

    def elsewhere(self, region):
        """The same account in another Region."""
        return Party(self.aws, self.account, region)

    def request(self, peer, **options):
        """What CreateVpcPeeringConnection answers."""
        options = {"PeerOwnerId": peer.account, "PeerRegion": peer.region, **options}
        made = self.ec2.create_vpc_peering_connection(VpcId=self.vpc, PeerVpcId=peer.vpc, **options)
        return made["VpcPeeringConnection"]

    def accept(self, connection):
        return self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=connection)["VpcPeeringConnection"]

    def reject(self, connection):
        return self.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=connection)

    def delete(self, connection):
        return self.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=connection)

    def modify(self, connection, **sides):
        sides = {f"{side.capitalize()}PeeringConnectionOptions": options for side, options in sides.items()}
        made = self.ec2.modify_vpc_peering_connection_options(VpcPeeringConnectionId=connection, **sides)
        made.pop("ResponseMetadata")
        return made

    def all(self, **options):
        return self.ec2.describe_vpc_peering_connections(**options)["VpcPeeringConnections"]

    def sees(self, connection):
        """The connection as it is shown here, None where it is not."""
        return next((one for one in self.all() if one["VpcPeeringConnectionId"] == connection), None)

    def code(self, connection):
        shown = self.sees(connection)
        return shown and shown["Status"]["Code"]

    def route(self, destination, connection):
        return self.ec2.create_route(
            RouteTableId=self.table, DestinationCidrBlock=destination, VpcPeeringConnectionId=connection
        )

    def route_states(self):
        """Destination -> state of the routes through peerings."""
        tables = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"]
        return {
            route["DestinationCidrBlock"]: route["State"]
            for route in tables[0]["Routes"]
            if "VpcPeeringConnectionId" in route
        }


def make_parties(aws, relation="account"):
    """Requester and accepter, with VPCs that do not overlap."""
    account, region = RELATIONS[relation]
    return Party(aws, cidr="10.0.0.0/16"), Party(aws, account, region, cidr="10.1.0.0/16")


def requested(requester, accepter):
    """The id of a new request."""
    return requester.request(accepter)["VpcPeeringConnectionId"]


def joined(requester, accepter):
    """The id of a new active connection."""
    connection = requested(requester, accepter)
    accepter.accept(connection)
    return connection


def not_found(connection):
    return "InvalidVpcPeeringConnectionID.NotFound", f"The vpcPeeringConnection ID '{connection}' does not exist"


def bad_transition(connection, source, target):
    return (
        "InvalidStateTransition",
        f"Invalid state transition for {connection}, attempted to transition from {source} to {target}",
    )
