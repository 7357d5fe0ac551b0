"""Random pairs of templates: an update leads to what the second one makes afresh, or leaves what was there as it was."""

from __future__ import annotations

import json
import random

import pytest

from mockvpce import mock_vpce
from mockvpce.engine.stacks import Requests, StackRefusal
from mockvpce.protocol.errors import EC2Error

REGION = "us-east-1"
SERVICES = ("sqs", "ssm", "sns", "kms")
DESCRIBES = {
    "describe_vpcs": "Vpcs",
    "describe_subnets": "Subnets",
    "describe_security_groups": "SecurityGroups",
    "describe_route_tables": "RouteTables",
    "describe_vpc_endpoints": "VpcEndpoints",
    "describe_network_interfaces": "NetworkInterfaces",
    "describe_vpc_peering_connections": "VpcPeeringConnections",
    "describe_vpc_endpoint_service_configurations": "ServiceConfigurations",
}
PASSING = {
    "CreationTimestamp", "AttachTime", "ExpirationTime", "MacAddress", "PrivateIpAddress", "PrivateIpAddresses",
    "AvailableIpAddressCount", "PrivateDnsName", "DnsEntries", "GroupName", "RouteTableAssociationId",
}  # fmt: skip
"""What two worlds may have otherwise: times, and addresses that depend on who came before."""


class Writer:
    """Writes templates of a network of two VPCs."""

    def __init__(self, source: random.Random) -> None:
        self._random = source

    def template(self) -> dict:
        resources = {name: self._vpc(number) for number, name in enumerate(("Home", "Away"))}
        for name in self._some("SubnetA", "SubnetB", "SubnetC"):
            resources[name] = self._subnet(name)
        for name in self._some("TableA", "TableB"):
            resources[name] = {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Home"}, **self._tags()}}
        for name in ("GroupA", *self._some("GroupB")):
            properties = {"VpcId": {"Ref": "Home"}, "GroupDescription": self._random.choice(("one", "two"))}
            resources[name] = {"Type": "AWS::EC2::SecurityGroup", "Properties": properties}
        for number, name in enumerate(self._some("First", "Second", "Third")):
            resources[name] = self._interface(name, number, resources)
        if self._random.random() < 0.7:
            resources["Gateway"] = self._gateway(resources)
        if self._random.random() < 0.5:
            resources["Link"] = self._link()
        resources.update(self._routing(resources))
        if "SubnetA" in resources and self._random.random() < 0.5:
            resources.update(self._service())
        return dict(self._random.sample(sorted(resources.items()), len(resources)))

    def _some(self, *names: str) -> list[str]:
        return [name for name in names if self._random.random() < 0.6]

    def _tags(self) -> dict:
        if self._random.random() < 0.5:
            return {}
        return {"Tags": [{"Key": key, "Value": self._random.choice("xy")} for key in self._some("Name", "team")]}

    def _vpc(self, number: int) -> dict:
        hostnames = self._random.choice((True, False))
        properties = {"CidrBlock": f"10.{number}.0.0/16", "EnableDnsHostnames": hostnames, **self._tags()}
        return {"Type": "AWS::EC2::VPC", "Properties": properties}

    def _subnet(self, name: str) -> dict:
        letter = name[-1].lower()
        properties = {
            "VpcId": {"Ref": "Home"},
            "CidrBlock": f"10.0.{'abc'.index(letter)}.0/24",
            "AvailabilityZone": f"{REGION}{letter}",
            **self._tags(),
        }
        return {"Type": "AWS::EC2::Subnet", "Properties": properties}

    def _refs(self, resources: dict, kind: str) -> list[dict]:
        return [{"Ref": name} for name in self._some(*(one for one in resources if one.startswith(kind)))]

    def _interface(self, name: str, number: int, resources: dict) -> dict:
        properties = {
            "VpcId": {"Ref": "Home"},
            "VpcEndpointType": "Interface",
            "ServiceName": f"com.amazonaws.{REGION}.{SERVICES[number]}",
            "SubnetIds": self._refs(resources, "Subnet"),
            **self._tags(),
        }
        groups = sorted(one for one in resources if one.startswith("Group"))
        properties["SecurityGroupIds"] = [{"Ref": self._random.choice(groups)}]
        return {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}

    def _gateway(self, resources: dict) -> dict:
        properties = {
            "VpcId": {"Ref": "Home"},
            "ServiceName": f"com.amazonaws.{REGION}.{self._random.choice(('s3', 'dynamodb'))}",
            "RouteTableIds": self._refs(resources, "Table"),
            **self._tags(),
        }
        return {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}

    def _routing(self, resources: dict) -> dict:
        tables = sorted(one for one in resources if one.startswith("Table"))
        made = {}
        if tables and "Link" in resources:
            properties = {
                "RouteTableId": {"Ref": self._random.choice(tables)},
                "DestinationCidrBlock": "10.1.0.0/16",
                "VpcPeeringConnectionId": {"Ref": "Link"},
            }
            made["Route"] = {"Type": "AWS::EC2::Route", "Properties": properties}
        for subnet in self._some(*(one for one in resources if one.startswith("Subnet") and tables)):
            properties = {"SubnetId": {"Ref": subnet}, "RouteTableId": {"Ref": self._random.choice(tables)}}
            made[f"Of{subnet}"] = {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties": properties}
        if "GroupB" in resources:
            rule = {"GroupId": {"Ref": "GroupA"}, "SourceSecurityGroupId": {"Ref": "GroupB"}, "IpProtocol": "tcp"}
            port = self._random.choice((443, 8443))
            properties = {**rule, "FromPort": port, "ToPort": port}
            made["Rule"] = {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": properties}
        return made

    def _service(self) -> dict:
        balancer = {"Type": "network", "Scheme": "internal", "Subnets": [{"Ref": "SubnetA"}]}
        service = {
            "NetworkLoadBalancerArns": [{"Ref": "Balancer"}],
            "AcceptanceRequired": self._random.choice((True, False)),
            **self._tags(),
        }
        principals = [f"arn:aws:iam::{number}:root" for number in self._some("111122223333", "444455556666")]
        made = {
            "Balancer": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": balancer},
            "Service": {"Type": "AWS::EC2::VPCEndpointService", "Properties": service},
        }
        if principals:
            properties = {"ServiceId": {"Ref": "Service"}, "AllowedPrincipals": principals}
            made["Allowed"] = {"Type": "AWS::EC2::VPCEndpointServicePermissions", "Properties": properties}
        return made

    def _link(self) -> dict:
        properties = {"VpcId": {"Ref": "Home"}, "PeerVpcId": {"Ref": "Away"}, **self._tags()}
        return {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": properties}


class Breaking:
    """Refuses one of the requests that stacks make: the one of a number, once it is set."""

    def __init__(self, monkeypatch) -> None:
        self.number = 0
        self.broken = None
        self._ask = Requests.ask

        def ask(requests, operation, /, **parameters):
            return self._answer(requests, operation, **parameters)

        monkeypatch.setattr(Requests, "ask", ask)

    def _answer(self, requests, operation, /, **parameters):
        if not operation.startswith("Describe"):
            self.number -= 1
            if self.number == 0:
                self.broken = operation
                raise StackRefusal(EC2Error("Broken", "for the test"), "request")
        return self._ask(requests, operation, **parameters)


@pytest.fixture
def breaking(monkeypatch):
    return Breaking(monkeypatch)


def body(resources: dict) -> str:
    return json.dumps({"Resources": resources})


def failing(source: random.Random, resources: dict) -> dict:
    """The template with a resource that cannot be made, at any place in the order."""
    after = source.sample(sorted(resources), source.randint(0, len(resources)))
    properties = {"VpcId": {"Ref": "Home"}, "ServiceName": f"com.amazonaws.{REGION}.nothing"}
    return {**resources, "Bad": {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties, "DependsOn": after}}


def picture(ec2) -> dict:
    """All that is there, but for what is gone and still shown."""
    shown = {}
    for operation, member in DESCRIBES.items():
        items = getattr(ec2, operation)()[member]
        shown[member] = sorted(json.dumps(one, default=str, sort_keys=True) for one in items if not is_gone(one))
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        named = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute="enableDnsHostnames")
        shown["Vpcs"].append(json.dumps({vpc["VpcId"]: named["EnableDnsHostnames"]["Value"]}))
    return shown


def is_gone(item: dict) -> bool:
    status = item.get("Status")
    return isinstance(status, dict) and status.get("Code") in ("deleted", "rejected", "expired", "failed")


def likeness(ec2, stacks, name: str) -> dict:
    """The picture with logical ids for physical ones, and without what two worlds may have otherwise."""
    summaries = stacks.list_stack_resources(StackName=name)["StackResourceSummaries"]
    names = {one["PhysicalResourceId"]: one["LogicalResourceId"] for one in summaries}
    names[stacks.describe_stacks(StackName=name)["Stacks"][0]["StackId"]] = "stack-id"

    def plain(value):
        if isinstance(value, dict):
            return {plain(key): plain(one) for key, one in value.items() if key not in PASSING}
        if isinstance(value, list):
            return sorted((plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
        for physical, logical in names.items():
            value = value.replace(physical, logical) if isinstance(value, str) else value
        return anonymous(value)

    return {member: plain([json.loads(one) for one in items]) for member, items in picture(ec2).items()}


def anonymous(value):
    """A value without ids of what the stack did not name."""
    if not isinstance(value, str):
        return value
    return "-".join("…" if len(part) >= 17 else part for part in value.split("-"))


@pytest.mark.parametrize("seed", range(4))
def test_an_update_is_as_good_as_new(seed):
    writer = Writer(random.Random(seed))
    first, second = writer.template(), writer.template()
    likenesses = []
    for begins in (first, second):
        with mock_vpce(region=REGION, seed=1) as aws:
            ec2, stacks = aws.client("ec2"), aws.client("cloudformation")
            empty = picture(ec2)
            stacks.create_stack(StackName="stack", TemplateBody=body(begins))
            assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
            if begins is first and first != second:
                stacks.update_stack(StackName="stack", TemplateBody=body(second))
                assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_COMPLETE"
            likenesses.append(likeness(ec2, stacks, "stack"))
            stacks.delete_stack(StackName="stack")
            assert stacks.describe_stacks()["Stacks"] == []
            assert picture(ec2) == empty
    assert likenesses[0] == likenesses[1]


@pytest.mark.parametrize("seed", range(4))
def test_an_update_that_fails_leaves_all_as_it_was(seed):
    source = random.Random(seed)
    writer = Writer(source)
    first, second = writer.template(), failing(source, writer.template())
    with mock_vpce(region=REGION, seed=1) as aws:
        ec2, stacks = aws.client("ec2"), aws.client("cloudformation")
        empty = picture(ec2)
        stacks.create_stack(StackName="stack", TemplateBody=body(first))
        before = likeness(ec2, stacks, "stack")
        resources = stacks.list_stack_resources(StackName="stack")["StackResourceSummaries"]
        stacks.update_stack(StackName="stack", TemplateBody=body(second))
        assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert likeness(ec2, stacks, "stack") == before
        after = stacks.list_stack_resources(StackName="stack")["StackResourceSummaries"]
        assert [one["PhysicalResourceId"] for one in after] == [one["PhysicalResourceId"] for one in resources]
        stacks.delete_stack(StackName="stack")
        assert picture(ec2) == empty


@pytest.mark.parametrize("seed", range(8))
def test_a_request_that_fails_leaves_all_as_it_was(breaking, seed):
    source = random.Random(seed)
    writer = Writer(source)
    first, second = writer.template(), writer.template()
    with mock_vpce(region=REGION, seed=1) as aws:
        ec2, stacks = aws.client("ec2"), aws.client("cloudformation")
        stacks.create_stack(StackName="stack", TemplateBody=body(first))
        before = likeness(ec2, stacks, "stack")
        breaking.number = source.randint(1, 12)
        stacks.update_stack(StackName="stack", TemplateBody=body(second))
        if stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_COMPLETE":
            return  # there was no such request, or it was of the clean-up
        assert breaking.broken is not None
        assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert likeness(ec2, stacks, "stack") == before
