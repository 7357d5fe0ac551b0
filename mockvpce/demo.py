"""The story that `mockvpce demo` tells: two accounts, one service, a network, and what AWS says to all of it.

It is plain boto3 and would run against AWS, but for the questions about the network and for the tunnels of the VPN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from mockvpce.demo_network import Network
from mockvpce.demo_words import heading, say, show, tell
from mockvpce.handle.aws import Aws
from mockvpce.handle.mock import mock_vpce

PROVIDER = "111111111111"
CONSUMER = "222222222222"
REGION = "us-east-1"
ZONES = ("us-east-1a", "us-east-1b")


def main(picture: str | None = None) -> int:
    """Tell the story; with the name of a file, save there what the two accounts have when they are connected."""
    with mock_vpce(seed="demo") as aws:
        say("A story of AWS accounts and their private networks. All calls are boto3's; nothing leaves this process.")
        story = Story(aws)
        story.publish()
        story.connect()
        story.accept()
        story.reach_aws()
        if picture:
            show(picture=aws.diagram().save(picture))
        story.tear_down_wrongly()
        story.tear_down()
        network = Network(aws)
        network.reach()
        network.peer()
        network.deny()
        network.fail_over()
    say("\nYour tests can do the same: `with mock_vpce() as aws:`, or the pytest fixture `vpce_mock`.")
    return 0


@contextmanager
def refused() -> Iterator[None]:
    """Expect AWS to say no, and say how it does."""
    try:
        yield
    except ClientError as error:
        show(refused=f"{error.response['Error']['Code']}: {error.response['Error']['Message']}")
    else:
        raise AssertionError("this should have been refused")


class Story:
    """What the two accounts have."""

    def __init__(self, aws: Aws) -> None:
        self.provider = aws.client("ec2", account=PROVIDER, region=REGION)
        self.balancers = aws.client("elbv2", account=PROVIDER, region=REGION)
        self.consumer = aws.client("ec2", account=CONSUMER, region=REGION)

    def publish(self) -> None:
        """The provider publishes a service."""
        heading(f"1. Account {PROVIDER} publishes a service")
        vpc, subnets = network(self.provider, "10.0.0.0/16", "payments")
        tell("provider", f"creates {vpc} with a subnet in each of {', '.join(ZONES)}")
        made = self.balancers.create_load_balancer(Name="payments", Type="network", Scheme="internal", Subnets=subnets)
        self.balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
        tell("provider", "creates the Network Load Balancer `payments` and an endpoint service on it")
        answer = self.provider.create_vpc_endpoint_service_configuration(
            NetworkLoadBalancerArns=[self.balancer], AcceptanceRequired=True
        )
        self.service = answer["ServiceConfiguration"]
        show(
            service=self.service["ServiceName"],
            state=self.service["ServiceState"],
            zones=", ".join(self.service["AvailabilityZones"]),
        )
        principal = f"arn:aws:iam::{CONSUMER}:root"
        self.provider.modify_vpc_endpoint_service_permissions(
            ServiceId=self.service["ServiceId"], AddAllowedPrincipals=[principal]
        )
        tell("provider", f"admits {principal}")

    def connect(self) -> None:
        """The consumer connects."""
        heading(f"2. Account {CONSUMER} finds it and connects")
        found = self.consumer.describe_vpc_endpoint_services(ServiceNames=[self.service["ServiceName"]])
        tell("consumer", "looks the service up")
        show(owner=found["ServiceDetails"][0]["Owner"], acceptance="required")
        self.vpc, self.subnets = network(self.consumer, "10.1.0.0/16", "shop")
        self.group = self.consumer.create_security_group(GroupName="to-payments", Description="to", VpcId=self.vpc)[
            "GroupId"
        ]
        tell("consumer", f"creates an interface endpoint in two subnets of {self.vpc}")
        self.endpoint = self.consumer.create_vpc_endpoint(
            VpcId=self.vpc,
            ServiceName=self.service["ServiceName"],
            VpcEndpointType="Interface",
            SubnetIds=self.subnets,
            SecurityGroupIds=[self.group],
        )["VpcEndpoint"]
        show(endpoint=self.endpoint["VpcEndpointId"], state=self.endpoint["State"])

    def accept(self) -> None:
        """The provider accepts."""
        heading("3. The provider accepts")
        connection = self.provider.describe_vpc_endpoint_connections()["VpcEndpointConnections"][0]
        tell("provider", "lists the connections to its service")
        show(
            endpoint=connection["VpcEndpointId"],
            owner=connection["VpcEndpointOwner"],
            state=connection["VpcEndpointState"],
        )
        self.provider.accept_vpc_endpoint_connections(
            ServiceId=self.service["ServiceId"], VpcEndpointIds=[self.endpoint["VpcEndpointId"]]
        )
        tell("provider", "accepts it")
        now = self.consumer.describe_vpc_endpoints(VpcEndpointIds=[self.endpoint["VpcEndpointId"]])["VpcEndpoints"][0]
        tell("consumer", "looks again")
        show(
            state=now["State"],
            DNS_names=[entry["DnsName"] for entry in now["DnsEntries"]],
        )
        interfaces = self.consumer.describe_network_interfaces(NetworkInterfaceIds=now["NetworkInterfaceIds"])
        show(
            interfaces=[
                f"{one['NetworkInterfaceId']} has {one['PrivateIpAddress']} in {one['SubnetId']}"
                for one in interfaces["NetworkInterfaces"]
            ]
        )

    def reach_aws(self) -> None:
        """The consumer reaches AWS's own services."""
        heading("4. The consumer reaches AWS's own services without the internet")
        tables = self.consumer.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])["RouteTables"]
        table = tables[0]["RouteTableId"]
        tell("consumer", f"creates a gateway endpoint for S3 with route table {table}")
        self.gateway = self.consumer.create_vpc_endpoint(
            VpcId=self.vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[table]
        )["VpcEndpoint"]
        routes = self.consumer.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        show(
            state=self.gateway["State"],
            routes=[
                f"{route.get('DestinationCidrBlock') or route['DestinationPrefixListId']} -> {route['GatewayId']}"
                for route in routes
            ],
        )
        tell("consumer", "asks for an endpoint for ECR with private DNS, before the VPC has DNS host names")
        create = self._private_ecr
        with refused():
            create()
        self.consumer.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        tell("consumer", "turns DNS host names on, and asks again")
        self.registry = create()["VpcEndpoint"]["VpcEndpointId"]
        now = self.consumer.describe_vpc_endpoints(VpcEndpointIds=[self.registry])["VpcEndpoints"][0]
        show(state=now["State"], DNS_names=[entry["DnsName"] for entry in now["DnsEntries"]])

    def _private_ecr(self) -> Any:
        return self.consumer.create_vpc_endpoint(
            VpcId=self.vpc,
            ServiceName=f"com.amazonaws.{REGION}.ecr.api",
            VpcEndpointType="Interface",
            SubnetIds=self.subnets,
            SecurityGroupIds=[self.group],
            PrivateDnsEnabled=True,
        )

    def tear_down_wrongly(self) -> None:
        """Everything is deleted in the wrong order."""
        heading("5. Both delete what they have, in the wrong order")
        attempts: list[tuple[str, str, Callable[[], Any]]] = [
            ("provider", "load balancer", lambda: self.balancers.delete_load_balancer(LoadBalancerArn=self.balancer)),
            ("consumer", "subnet", lambda: self.consumer.delete_subnet(SubnetId=self.subnets[0])),
            ("consumer", "security group", lambda: self.consumer.delete_security_group(GroupId=self.group)),
            ("consumer", "VPC", lambda: self.consumer.delete_vpc(VpcId=self.vpc)),
        ]
        tell("provider", "deletes the service")
        item = self._delete_service()[0]["Error"]
        show(refused=f"{item['Code']}: {item['Message']}")
        for who, what, delete in attempts:
            tell(who, f"deletes the {what}")
            with refused():
                delete()

    def _delete_service(self) -> Any:
        ids = [self.service["ServiceId"]]
        return self.provider.delete_vpc_endpoint_service_configurations(ServiceIds=ids)["Unsuccessful"]

    def tear_down(self) -> None:
        """Everything is deleted in the right order."""
        heading("6. And in the right order")
        ids = [self.endpoint["VpcEndpointId"], self.gateway["VpcEndpointId"], self.registry]
        self.consumer.delete_vpc_endpoints(VpcEndpointIds=ids)
        for subnet in self.subnets:
            self.consumer.delete_subnet(SubnetId=subnet)
        self.consumer.delete_security_group(GroupId=self.group)
        self.consumer.delete_vpc(VpcId=self.vpc)
        tell("consumer", "deletes the endpoints, then the subnets, the security group and the VPC")
        failed = self._delete_service()
        self.balancers.delete_load_balancer(LoadBalancerArn=self.balancer)
        tell("provider", "deletes the service, then the load balancer")
        left = self.consumer.describe_network_interfaces()["NetworkInterfaces"]
        show(
            endpoints_left=len(self.consumer.describe_vpc_endpoints()["VpcEndpoints"]),
            interfaces_left=len(left),
            services_left=len(self.provider.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]),
            refused=len(failed),
        )


def network(ec2: Any, cidr: str, name: str) -> tuple[str, list[str]]:
    """A VPC with a subnet in each of two zones."""
    vpc = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]
    stem = cidr.removesuffix(".0.0/16")
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"{stem}.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(ZONES)
    ]
    return vpc, subnets


def named(resource_type: str, name: str) -> list[dict[str, Any]]:
    """The value of TagSpecifications that gives something its name."""
    return [{"ResourceType": resource_type, "Tags": [{"Key": "Name", "Value": name}]}]
