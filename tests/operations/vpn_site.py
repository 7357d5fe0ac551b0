"""An account in a Region with what a VPN needs, made when it is asked for."""

from contextlib import contextmanager
from functools import cached_property
from itertools import count

import pytest
from botocore.exceptions import ClientError

OWN, OTHER = "123456789012", "222222222222"
HERE = "us-east-1"
REST = "0123456789abcdef0"
"""What makes an id that nobody has."""


@contextmanager
def refused(code, message):
    """The block's request fails with this code and text."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (code, message)


class Site:
    """An account in a Region."""

    def __init__(self, aws, account=OWN, region=HERE):
        self.aws, self.account, self.region = aws, account, region
        self._numbers = count(1)

    @cached_property
    def ec2(self):
        return self.aws.client("ec2", account=self.account, region=self.region)

    def customer(self, address=None, **options):
        """A customer gateway, at an address that no other has."""
        options = {"IpAddress": address or f"198.51.100.{next(self._numbers)}", **options}
        return self.ec2.create_customer_gateway(Type="ipsec.1", **options)["CustomerGateway"]["CustomerGatewayId"]

    def customer_gateways(self, *ids, **filters):
        options = {"CustomerGatewayIds": list(ids)} if ids else {}
        wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        return self.ec2.describe_customer_gateways(Filters=wanted, **options)["CustomerGateways"]

    def make_vpc(self, cidr="10.0.0.0/16"):
        return self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]

    @cached_property
    def vpc(self):
        return self.make_vpc()

    @cached_property
    def table(self):
        """A route table of `vpc`."""
        return self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]

    def gateway(self, vpc=None, **options):
        """A virtual private gateway, attached to the VPC if one is given."""
        made = self.ec2.create_vpn_gateway(Type="ipsec.1", **options)["VpnGateway"]["VpnGatewayId"]
        if vpc is not None:
            self.attach(made, vpc)
        return made

    def attach(self, gateway, vpc):
        return self.ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)["VpcAttachment"]

    def detach(self, gateway, vpc):
        self.ec2.detach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)

    def gateways(self, *ids, **filters):
        options = {"VpnGatewayIds": list(ids)} if ids else {}
        wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        return self.ec2.describe_vpn_gateways(Filters=wanted, **options)["VpnGateways"]

    def attachments(self, gateway):
        """VPC and state of each attachment of a gateway, in order."""
        (shown,) = self.gateways(gateway)
        return [(one["VpcId"], one["State"]) for one in shown["VpcAttachments"]]

    def request(self, customer=None, gateway=None, **options):
        """The answer to a new connection, by default of gateways of its own."""
        given = {"CustomerGatewayId": customer or self.customer()}
        if "TransitGatewayId" not in options:
            given["VpnGatewayId"] = gateway or self.gateway()
        return self.ec2.create_vpn_connection(Type="ipsec.1", **given, **options)["VpnConnection"]

    def connect(self, customer=None, gateway=None, **options):
        return self.request(customer, gateway, **options)["VpnConnectionId"]

    def connections(self, *ids, **filters):
        options = {"VpnConnectionIds": list(ids)} if ids else {}
        wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        return self.ec2.describe_vpn_connections(Filters=wanted, **options)["VpnConnections"]

    def connection(self, connection_id):
        (shown,) = self.connections(connection_id)
        return shown

    @cached_property
    def transit(self):
        """A transit gateway."""
        return self.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]

    def attached(self, connection_id):
        """The transit gateway's attachment of a connection."""
        wanted = [{"Name": "resource-id", "Values": [connection_id]}]
        (shown,) = self.ec2.describe_transit_gateway_attachments(Filters=wanted)["TransitGatewayAttachments"]
        return shown

    def propagate(self, gateway, table=None):
        self.ec2.enable_vgw_route_propagation(GatewayId=gateway, RouteTableId=table or self.table)

    def route_table(self, table=None):
        return self.ec2.describe_route_tables(RouteTableIds=[table or self.table])["RouteTables"][0]

    def routes(self, table=None):
        """(destination, origin) -> (target, state) of a table's routes to virtual private gateways."""
        return {
            (one["DestinationCidrBlock"], one["Origin"]): (one["GatewayId"], one["State"])
            for one in self.route_table(table)["Routes"]
            if one.get("GatewayId", "").startswith("vgw-")
        }

    def picture(self):
        """All that a refused request must leave as it was."""
        return {
            "customers": self.customer_gateways(),
            "gateways": self.gateways(),
            "connections": self.connections(),
            "tables": self.ec2.describe_route_tables()["RouteTables"],
        }

    @contextmanager
    def unchanged(self, code, message):
        """The block's request fails with this code and text, and changes nothing."""
        assert self.table, "what is made on demand is there before the picture is taken"
        before = self.picture()
        with refused(code, message):
            yield
        assert self.picture() == before
