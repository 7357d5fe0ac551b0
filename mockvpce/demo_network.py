"""The second half of the demo's story: who reaches whom, what a policy denies, and a VPN that fails over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from mockvpce.demo_words import heading, show, tell
from mockvpce.handle.aws import Aws

if TYPE_CHECKING:
    from types_boto3_ec2.type_defs import IpPermissionTypeDef

ACCOUNT = "333333333333"
REGION = "us-east-1"
OFFICE = "192.168.0.0/16"


class Network:
    """A shop of two tiers, and the office that looks after it."""

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
        heading("7. Web reaches the database, the internet does not")
        rule: IpPermissionTypeDef = {
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "UserIdGroupPairs": [{"GroupId": self.web_group}],
        }
        self.ec2.authorize_security_group_ingress(GroupId=self.db_group, IpPermissions=[rule])
        tell("shop", "lets the group `web` into the group `db` at port 5432, and asks who gets there")
        questions = {
            "web to db, 5432": self.aws.reach(self.web, self.db, 5432),
            "web to db, 22": self.aws.reach(self.web, self.db, 22),
            "internet to db": self.aws.reach("internet", self.db, 5432),
        }
        for asked, path in questions.items():
            show(**{asked: "yes" if path else f"no: {', '.join(path.codes)}"})

    def deny(self) -> None:
        """An endpoint leads to one bucket only."""
        heading("8. An endpoint policy lets web into one bucket only")
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
        tell("shop", "creates a gateway endpoint for S3, and reads from where web stands")
        placed = self.aws.client("s3", at=self.web)
        show(orders=placed.get_object(Bucket="orders", Key="today")["Body"].read().decode())
        try:
            placed.get_object(Bucket="holiday-photos", Key="today")
        except ClientError as error:
            show(refused=f"{error.response['Error']['Code']}: {error.response['Error']['Message']}")
        else:
            raise AssertionError("this should have been refused")

    def fail_over(self) -> None:
        """The office's VPN loses one tunnel, then both."""
        heading("9. The office's VPN fails over")
        customer = self.ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65010)
        gateway = self.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        self.ec2.attach_vpn_gateway(VpcId=self.vpc, VpnGatewayId=gateway)
        self.ec2.enable_vgw_route_propagation(RouteTableId=self.table, GatewayId=gateway)
        connection = self.ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"],
            VpnGatewayId=gateway,
        )["VpnConnection"]["VpnConnectionId"]
        tell("shop", f"connects the office by {connection}; its device announces {OFFICE}")
        vpn = self.aws.vpn(connection)
        for tunnel in vpn:
            tunnel.up([OFFICE])
        self._tell_of("both tunnels up", connection)
        vpn[0].down()
        self._tell_of("one tunnel down", connection)
        vpn[1].down()
        self._tell_of("both down", connection)

    def _tell_of(self, what: str, connection: str) -> None:
        shown: Any = self.ec2.describe_vpn_connections(VpnConnectionIds=[connection])["VpnConnections"][0]
        table = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"][0]
        routes = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == OFFICE]
        tunnels = "/".join(one["Status"] for one in shown["VgwTelemetry"])
        path = self.aws.reach(self.web, self.aws.vpn(connection).host("192.168.0.10"), 443)
        route = f"route to {OFFICE} {routes[0]['State']}" if routes else f"no route to {OFFICE}"
        show(**{what: f"telemetry {tunnels}, {route}, web reaches the office: {'yes' if path else 'no'}"})
