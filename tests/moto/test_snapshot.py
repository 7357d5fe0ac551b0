"""Snapshots: everything of a topology comes back, ours and moto's, any number of times."""

from __future__ import annotations

from typing import Any

import pytest

from mockvpce import mock_vpce
from mockvpce.handle.aws import Aws

REGION = "us-east-1"
OTHER = "222222222222"


class Topology:
    """One of everything that a snapshot is about."""

    def __init__(self, aws: Aws) -> None:
        self.ec2 = aws.client("ec2", region=REGION)
        self.elb = aws.client("elbv2", region=REGION)
        self.route53 = aws.client("route53", region=REGION)
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.peer = self.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="us-east-1a")[
            "Subnet"
        ]["SubnetId"]
        self.table = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        self.group = self.ec2.create_security_group(GroupName="g", Description="d", VpcId=self.vpc)["GroupId"]
        made = self.elb.create_load_balancer(Name="nlb", Type="network", Subnets=[self.subnet])
        self.balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
        self.service = self.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[self.balancer])[
            "ServiceConfiguration"
        ]["ServiceId"]
        self.gateway = self.ec2.create_vpc_endpoint(
            VpcId=self.vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[self.table]
        )["VpcEndpoint"]["VpcEndpointId"]
        self.interface = self.ec2.create_vpc_endpoint(
            VpcId=self.vpc,
            VpcEndpointType="Interface",
            ServiceName=f"com.amazonaws.{REGION}.ssm",
            SubnetIds=[self.subnet],
            SecurityGroupIds=[self.group],
            PrivateDnsEnabled=False,
        )["VpcEndpoint"]["VpcEndpointId"]
        self.peering = self.ec2.create_vpc_peering_connection(VpcId=self.vpc, PeerVpcId=self.peer)[
            "VpcPeeringConnection"
        ]["VpcPeeringConnectionId"]
        self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=self.peering)
        self.ec2.create_route(
            RouteTableId=self.table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=self.peering
        )
        self.ec2.create_tags(Resources=[self.interface, self.vpc], Tags=[{"Key": "k", "Value": "v"}])
        self.route53.create_hosted_zone(Name="example.com.", CallerReference="1")

    def seen(self) -> dict[str, Any]:
        """All that Describe calls say."""
        calls = {
            "describe_vpcs": "Vpcs",
            "describe_subnets": "Subnets",
            "describe_route_tables": "RouteTables",
            "describe_security_groups": "SecurityGroups",
            "describe_network_interfaces": "NetworkInterfaces",
            "describe_vpc_endpoints": "VpcEndpoints",
            "describe_vpc_endpoint_service_configurations": "ServiceConfigurations",
            "describe_vpc_peering_connections": "VpcPeeringConnections",
            "describe_tags": "Tags",
        }
        seen = {call: getattr(self.ec2, call)()[key] for call, key in calls.items()}
        seen["load balancers"] = self.elb.describe_load_balancers()["LoadBalancers"]
        seen["hosted zones"] = self.route53.list_hosted_zones()["HostedZones"]
        return seen

    def wreck(self) -> None:
        """Delete what there is, and make something new."""
        self.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=self.peering)
        self.ec2.delete_vpc_endpoints(VpcEndpointIds=[self.gateway, self.interface])
        self.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[self.service])
        self.elb.delete_load_balancer(LoadBalancerArn=self.balancer)
        self.ec2.delete_route_table(RouteTableId=self.table)
        self.ec2.delete_subnet(SubnetId=self.subnet)
        self.ec2.create_vpc(CidrBlock="10.5.0.0/16")
        self.route53.create_hosted_zone(Name="example.org.", CallerReference="2")


@pytest.mark.parametrize("wire", [False, True])
def test_restore_brings_everything_back(wire: bool) -> None:
    with mock_vpce(wire=wire) as aws:
        topology = Topology(aws)
        topology.ec2.describe_vpc_endpoints()
        before, snapshot = topology.seen(), aws.snapshot()
        for _ in range(2):
            topology.wreck()
            assert topology.seen() != before
            aws.restore(snapshot)
            assert topology.seen() == before


def test_what_is_newer_than_the_snapshot_goes() -> None:
    with mock_vpce() as aws:
        snapshot = aws.snapshot()
        other = aws.client("ec2", account=OTHER, region=REGION)
        other.create_vpc(CidrBlock="10.9.0.0/16")
        Topology(aws)
        aws.restore(snapshot)
        assert [vpc["IsDefault"] for vpc in other.describe_vpcs()["Vpcs"]] == [True]
        assert aws.client("ec2", region=REGION).describe_vpc_endpoints()["VpcEndpoints"] == []


def test_restored_resources_go_on_living() -> None:
    with mock_vpce() as aws:
        topology = Topology(aws)
        snapshot = aws.snapshot()
        topology.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=topology.peering)
        aws.restore(snapshot)
        topology.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=topology.peering)
        routes = topology.ec2.describe_route_tables(RouteTableIds=[topology.table])["RouteTables"][0]["Routes"]
        assert [route["State"] for route in routes if "VpcPeeringConnectionId" in route] == ["blackhole"]
        topology.ec2.delete_vpc_endpoints(VpcEndpointIds=[topology.interface])
        left = topology.ec2.describe_network_interfaces()["NetworkInterfaces"]
        assert {one["RequesterId"] for one in left} <= {"amazon-elb"}


def test_the_clock_comes_back() -> None:
    with mock_vpce() as aws:
        snapshot, before = aws.snapshot(), aws.clock.now()
        aws.clock.advance(days=30)
        aws.restore(snapshot)
        assert (aws.clock.now() - before).total_seconds() < 3600
