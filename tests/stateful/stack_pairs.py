"""Random templates of a network, what there is of it, and requests that break: for pairs of templates."""

from __future__ import annotations

import json
import random

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
    "describe_internet_gateways": "InternetGateways",
    "describe_egress_only_internet_gateways": "EgressOnlyInternetGateways",
    "describe_nat_gateways": "NatGateways",
    "describe_addresses": "Addresses",
    "describe_network_acls": "NetworkAcls",
    "describe_dhcp_options": "DhcpOptions",
    "describe_managed_prefix_lists": "PrefixLists",
    "describe_transit_gateways": "TransitGateways",
    "describe_transit_gateway_attachments": "TransitGatewayAttachments",
    "describe_transit_gateway_route_tables": "TransitGatewayRouteTables",
    "describe_customer_gateways": "CustomerGateways",
    "describe_vpn_gateways": "VpnGateways",
}
PASSING = {
    "CreationTimestamp", "AttachTime", "ExpirationTime", "MacAddress", "PrivateIpAddress", "PrivateIpAddresses",
    "AvailableIpAddressCount", "PrivateDnsName", "DnsEntries", "GroupName", "RouteTableAssociationId", "DhcpOptionsId",
    "PrivateIp", "PublicDnsName", "Version",
}  # fmt: skip
"""What two worlds may have otherwise: times, how often a list was changed, addresses that depend on who came before, and
which options a VPC is left with."""


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
    """Whether an item is shown for a while after its end; moto keeps the default tables of transit gateways for ever."""
    status = item.get("Status")
    if isinstance(status, dict) and status.get("Code") in ("deleted", "rejected", "expired", "failed"):
        return True
    return item.get("State") == "deleted" or ("TransitGatewayRouteTableId" in item and not item.get("Tags"))


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
    if value == "modify-complete":
        return "create-complete"
    return "-".join("…" if len(part) >= 17 else part for part in value.split("-"))
