"""An account in a Region with what a VPN needs, made when it is asked for."""

from functools import cached_property
from itertools import count

from support.account import Account
from support.refused import refused  # noqa: F401 - tests of the family take it from here

OWN, OTHER = "123456789012", "222222222222"
HERE = "us-east-1"
REST = "0123456789abcdef0"
"""What makes an id that nobody has."""


class Site(Account):
    """An account in a Region, with gateways and connections."""

    def __init__(self, aws, account=OWN, region=HERE):
        super().__init__(aws, account, region)
        self._numbers = count(1)

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

    def unchanged(self, code, message=None):
        assert self.table, "what is made on demand is there before the picture is taken"
        return super().unchanged(code, message)
