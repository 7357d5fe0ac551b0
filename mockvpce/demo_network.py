"""The second half of the demo's story: who reaches whom, what a policy denies, and a VPN that fails over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from mockvpce.demo_words import heading, say, show, tell
from mockvpce.handle.aws import Aws
from mockvpce.network.path import Path

if TYPE_CHECKING:
    from types_boto3_ec2.type_defs import IpPermissionTypeDef

ACCOUNT, DATA = "333333333333", "444444444444"
REGION, DATA_REGION = "us-east-1", "eu-west-1"
OFFICE = "192.168.0.0/16"


class Network:
    """A team's web and database, the warehouse that they talk to, and the office of the team."""

    def __init__(self, aws: Aws) -> None:
        self.aws = aws
        self.ec2 = aws.client("ec2", account=ACCOUNT, region=REGION)
        self.vpc: str = self.ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
        tables = self.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])["RouteTables"]
        self.table: str = tables[0]["RouteTableId"]
        subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.2.1.0/24")["Subnet"]["SubnetId"]
        self.web_group, self.web = self._tier(subnet, "web")
        self.db_group, self.db = self._tier(subnet, "db")

    def _tier(self, subnet: str, name: str) -> tuple[str, str]:
        group = self.ec2.create_security_group(VpcId=self.vpc, GroupName=name, Description=name)["GroupId"]
        interface = self.ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]
        return group, interface["NetworkInterfaceId"]

    def reach(self) -> None:
        """Web reaches the database, the internet does not."""
        heading(f"7. In account {ACCOUNT} web reaches the database, and the internet does not")
        rule: IpPermissionTypeDef = {
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "UserIdGroupPairs": [{"GroupId": self.web_group}],
        }
        self.ec2.authorize_security_group_ingress(GroupId=self.db_group, IpPermissions=[rule])
        tell("team", "lets the group `web` into the group `db` at port 5432, and asks who gets there")
        questions = {
            "web to db, 5432": self.aws.reach(self.web, self.db, 5432),
            "web to db, 22": self.aws.reach(self.web, self.db, 22),
            "internet to db": self.aws.reach("internet", self.db, 5432),
        }
        show(**{asked: _answer(path) for asked, path in questions.items()})
        say("           The codes are those of AWS's Reachability Analyzer.")

    def peer(self) -> None:
        """Web reaches a warehouse of another account in another Region."""
        heading(f"8. A peering with account {DATA} in {DATA_REGION}")
        data = self.aws.client("ec2", account=DATA, region=DATA_REGION)
        vpc = data.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
        subnet = data.create_subnet(VpcId=vpc, CidrBlock="10.3.1.0/24")["Subnet"]["SubnetId"]
        group = data.create_security_group(VpcId=vpc, GroupName="warehouse", Description="warehouse")["GroupId"]
        rule: IpPermissionTypeDef = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
        data.authorize_security_group_ingress(
            GroupId=group, IpPermissions=[{**rule, "IpRanges": [{"CidrIp": "10.2.0.0/16"}]}]
        )
        warehouse = data.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]
        peering = self.ec2.create_vpc_peering_connection(
            VpcId=self.vpc, PeerVpcId=vpc, PeerOwnerId=DATA, PeerRegion=DATA_REGION
        )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        tell("team", f"asks for a peering of its VPC with {vpc}")
        self._peering_seen(data, peering)
        data.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
        tell("data", "accepts it")
        self._peering_seen(data, peering)
        asked = "web to warehouse"
        show(**{asked: _answer(self.aws.reach(self.web, warehouse["NetworkInterfaceId"], 443))})
        main = data.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0][
            "RouteTableId"
        ]
        for ec2, table, cidr in ((self.ec2, self.table, "10.3.0.0/16"), (data, main, "10.2.0.0/16")):
            ec2.create_route(RouteTableId=table, DestinationCidrBlock=cidr, VpcPeeringConnectionId=peering)
        tell("both", "add a route to the other side")
        show(**{asked: _answer(self.aws.reach(self.web, warehouse["NetworkInterfaceId"], 443))})

    def _peering_seen(self, data: Any, peering: str) -> None:
        (seen,) = data.describe_vpc_peering_connections(VpcPeeringConnectionIds=[peering])["VpcPeeringConnections"]
        show(**{"data sees": f"{peering} {seen['Status']['Code']}"})

    def deny(self) -> None:
        """An endpoint leads to one bucket only."""
        heading("9. An endpoint policy lets web into one bucket only")
        s3 = self.aws.client("s3", account=ACCOUNT, region=REGION)
        for bucket in ("orders", "holiday-photos"):
            s3.create_bucket(Bucket=bucket)
            s3.put_object(Bucket=bucket, Key="today", Body=b"42")
        policy = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"}
        self.ec2.create_vpc_endpoint(
            VpcId=self.vpc,
            ServiceName=f"com.amazonaws.{REGION}.s3",
            RouteTableIds=[self.table],
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
        )
        tell("team", "creates a gateway endpoint for S3 whose policy allows the bucket `orders` only")
        placed = self.aws.client("s3", at=self.web)
        tell("web", "reads from both of the account's buckets")
        show(orders=placed.get_object(Bucket="orders", Key="today")["Body"].read().decode())
        try:
            placed.get_object(Bucket="holiday-photos", Key="today")
        except ClientError as error:
            show(refused=f"{error.response['Error']['Code']}: {error.response['Error']['Message']}")
        else:
            raise AssertionError("this should have been refused")

    def fail_over(self) -> None:
        """The office's VPN loses one tunnel, then both."""
        heading("10. The office's VPN fails over")
        customer = self.ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65010)
        gateway = self.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        self.ec2.attach_vpn_gateway(VpcId=self.vpc, VpnGatewayId=gateway)
        self.ec2.enable_vgw_route_propagation(RouteTableId=self.table, GatewayId=gateway)
        connection = self.ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"],
            VpnGatewayId=gateway,
        )["VpnConnection"]["VpnConnectionId"]
        tell("team", f"connects the office by {connection}; its device announces {OFFICE}")
        vpn = self.aws.vpn(connection)
        for tunnel in vpn:
            tunnel.up([OFFICE])
        seen = {"both tunnels up": self._seen(connection)}
        vpn[0].down()
        seen["one tunnel down"] = self._seen(connection)
        vpn[1].down()
        seen["both down"] = self._seen(connection)
        show(**seen)

    def _seen(self, connection: str) -> str:
        shown: Any = self.ec2.describe_vpn_connections(VpnConnectionIds=[connection])["VpnConnections"][0]
        table = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"][0]
        routes = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == OFFICE]
        tunnels = "/".join(one["Status"] for one in shown["VgwTelemetry"])
        path = self.aws.reach(self.web, self.aws.vpn(connection).host("192.168.0.10"), 443)
        route = f"route to {OFFICE} {routes[0]['State']}" if routes else f"no route to {OFFICE}"
        return f"telemetry {tunnels}, {route}, web reaches the office: {'yes' if path else 'no'}"


def _answer(path: Path) -> str:
    return "yes" if path else f"no: {', '.join(path.codes)}"
