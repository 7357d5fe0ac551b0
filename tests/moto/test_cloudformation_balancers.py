"""Load balancers of kinds network and gateway in stacks, with target groups and listeners."""

from __future__ import annotations

import pytest

NETWORK = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1b}}
"""
BALANCER = """
  L:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
      Scheme: internal
      Subnets: [!Ref A]
      LoadBalancerAttributes: [{Key: load_balancing.cross_zone.enabled, Value: true}]
      Tags: [{Key: a, Value: 1}]
  G:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      {VpcId: !Ref V, Protocol: TCP, Port: '443', TargetType: ip, HealthCheckIntervalSeconds: 10, Targets: [{Id: 10.0.0.5}]}
  P:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      {LoadBalancerArn: !Ref L, Port: 443, Protocol: TCP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref G}]}
  S:
    Type: AWS::EC2::VPCEndpointService
    Properties: {NetworkLoadBalancerArns: [!Ref L], AcceptanceRequired: false}
Outputs:
  Name: {Value: !GetAtt L.LoadBalancerName}
  Full: {Value: !GetAtt L.LoadBalancerFullName}
  Dns: {Value: !GetAtt L.DNSName}
  Zone: {Value: !GetAtt L.CanonicalHostedZoneID}
  Group: {Value: !GetAtt G.TargetGroupFullName}
  GroupName: {Value: !GetAtt G.TargetGroupName}
"""
GATEWAY = """
  L: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: inspects, Type: gateway, Subnets: [!Ref A]}}
  G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref V, Protocol: GENEVE, Port: 6081}}
  P:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref L, DefaultActions: [{Type: forward, TargetGroupArn: !Ref G}]}
"""


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


@pytest.fixture
def elb(vpce_mock):
    return vpce_mock.client("elbv2", region="us-east-1")


def ids(stacks) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    reasons = [one.get("ResourceStatusReason") for one in stacks.describe_stack_events(StackName="s")["StackEvents"]]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), reasons
    summaries = stacks.list_stack_resources(StackName="s")["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def test_a_network_load_balancer(stacks, elb, ec2):
    stacks.create_stack(StackName="s", TemplateBody=NETWORK + BALANCER)
    made = ids(stacks)
    (balancer,) = elb.describe_load_balancers()["LoadBalancers"]
    (group,) = elb.describe_target_groups()["TargetGroups"]
    (listener,) = elb.describe_listeners(LoadBalancerArn=made["L"])["Listeners"]
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert (balancer["LoadBalancerArn"], balancer["Type"], balancer["Scheme"]) == (made["L"], "network", "internal")
    assert balancer["LoadBalancerName"].startswith("s-L-")
    assert (group["Protocol"], group["Port"], group["HealthCheckIntervalSeconds"]) == ("TCP", 443, 10)
    assert listener["DefaultActions"][0]["TargetGroupArn"] == made["G"]
    assert {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]} == {
        "Name": balancer["LoadBalancerName"],
        "Full": made["L"].partition("loadbalancer/")[2],
        "Dns": balancer["DNSName"],
        "Zone": balancer["CanonicalHostedZoneId"],
        "Group": made["G"].rpartition(":")[2],
        "GroupName": group["TargetGroupName"],
    }
    (health,) = elb.describe_target_health(TargetGroupArn=made["G"])["TargetHealthDescriptions"]
    assert health["Target"]["Id"] == "10.0.0.5"
    attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=made["L"])["Attributes"]
    assert {"Key": "load_balancing.cross_zone.enabled", "Value": "true"} in attributes

    changed = BALANCER.replace("[!Ref A]", "[!Ref A, !Ref B]").replace("Value: 1", "Value: 2").replace("0.0.5", "0.0.6")
    changed = changed.replace("HealthCheckIntervalSeconds: 10", "HealthCheckIntervalSeconds: 20")
    stacks.update_stack(StackName="s", TemplateBody=NETWORK + changed)
    assert ids(stacks) == made
    (balancer,) = elb.describe_load_balancers()["LoadBalancers"]
    assert {one["ZoneName"] for one in balancer["AvailabilityZones"]} == {"us-east-1a", "us-east-1b"}
    (tagged,) = elb.describe_tags(ResourceArns=[made["L"]])["TagDescriptions"]
    assert {"Key": "a", "Value": "2"} in tagged["Tags"]
    targets = elb.describe_target_health(TargetGroupArn=made["G"])["TargetHealthDescriptions"]
    assert "10.0.0.6" in {one["Target"]["Id"] for one in targets}
    stacks.delete_stack(StackName="s")
    assert not elb.describe_load_balancers()["LoadBalancers"]
    assert not ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]


def test_a_gateway_load_balancer(stacks, elb):
    stacks.create_stack(StackName="s", TemplateBody=NETWORK + GATEWAY)
    made = ids(stacks)
    (balancer,) = elb.describe_load_balancers(Names=["inspects"])["LoadBalancers"]
    (group,) = elb.describe_target_groups()["TargetGroups"]
    assert (balancer["LoadBalancerArn"], balancer["Type"]) == (made["L"], "gateway")
    assert (group["Protocol"], group["Port"]) == ("GENEVE", 6081)
