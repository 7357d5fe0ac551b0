"""Templates of small networks, and what the tests of stacks ask about them."""

from __future__ import annotations

import json

VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}


def subnet(number: int, zone: str = "a", **properties) -> dict:
    members = {
        "VpcId": {"Ref": "Vpc"},
        "CidrBlock": f"10.0.{number}.0/24",
        "AvailabilityZone": f"us-east-1{zone}",
        **properties,
    }
    return {"Type": "AWS::EC2::Subnet", "Properties": members}


def endpoint(service: str = "sqs", **properties) -> dict:
    members = {
        "VpcId": {"Ref": "Vpc"},
        "VpcEndpointType": "Interface",
        "ServiceName": f"com.amazonaws.us-east-1.{service}",
        **properties,
    }
    return {"Type": "AWS::EC2::VPCEndpoint", "Properties": members}


def body(sections: dict | None = None, /, **resources) -> str:
    """A template with a VPC and these resources."""
    return json.dumps({"Resources": {"Vpc": VPC, **resources}, **(sections or {})})


def status(stacks, name: str = "stack") -> str:
    return stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]


def ids(stacks, name: str = "stack") -> dict[str, str]:
    summaries = stacks.list_stack_resources(StackName=name)["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def events(stacks, name: str = "stack") -> list[tuple[str, str]]:
    """Logical id and status of every event, the oldest first; the stack's own id is a dot."""
    listed = stacks.describe_stack_events(StackName=name)["StackEvents"][::-1]
    return [
        ("." if one["PhysicalResourceId"] == one["StackId"] else one["LogicalResourceId"], one["ResourceStatus"])
        for one in listed
    ]


def reasons(stacks, status: str, name: str = "stack") -> dict[str, str]:
    """Logical id -> reason of the events of a status."""
    listed = stacks.describe_stack_events(StackName=name)["StackEvents"]
    return {
        one["LogicalResourceId"]: one.get("ResourceStatusReason", "")
        for one in listed[::-1]
        if one["ResourceStatus"] == status
    }
