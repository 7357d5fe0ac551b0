"""Properties of any shape: every type of ours takes them or fails its stack, and no exception of ours gets out."""

from __future__ import annotations

import json
import random
import traceback
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

import mockvpce
from mockvpce import mock_vpce
from mockvpce.engine.stacks import stack_types
from mockvpce.moto_bridge.cloudformation import schema, types
from mockvpce.moto_bridge.cloudformation.schema import Node
from mockvpce.resources import load

load()
types.load()
REGION = "us-east-1"
OURS = str(Path(mockvpce.__file__).parent)
ENDED = {"CREATE_COMPLETE", "ROLLBACK_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"}
NETWORK = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.9.0/24"}},
}
SOME = {"boolean": (True, False, "true"), "integer": (0, 1, 443, "5"), "number": (0, 1.5, "5"), "json": ({}, "x")}
TEXTS = ("10.0.1.0/24", "x", {"Ref": "Vpc"}, {"Ref": "Subnet"}, "tcp", "a.example.com", "us-east-1a", "443")
ODD = (
    *("", "x", 0, -1, 2**40, 1.5, True, [], {}, ["x"], [1], [[]], {"a": "b"}, [{"Key": "a"}], "0.0.0.0/0", "::/0"),
    *(
        "é🎉",
        "a" * 300,
        "true",
        "2024-01-31",
        "-1",
        {"Ref": "Vpc"},
        {"Ref": "AWS::NoValue"},
        ["x", {"Ref": "AWS::NoValue"}],
    ),
    *({"Fn::GetAtt": ["Vpc", "CidrBlock"]}, {"Fn::GetAZs": ""}, [{"Ref": "Subnet"}], {"Ref": "AWS::Region"}),
)


class Writer:
    """Writes values that fit a schema mostly."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def properties(self, name: str) -> dict:
        root = schema.properties_of(name)
        return {} if root is None else self._members(root)

    def spoiled(self, properties: dict) -> dict:
        """The properties with some of them odd."""
        return {name: self._odd() if self._random.random() < 0.3 else one for name, one in properties.items()}

    def _odd(self):
        return self._random.choice(ODD)

    def _value(self, node: Node):
        if self._random.random() < 0.25:
            return self._odd()
        if node.enum:
            return self._random.choice(sorted(node.enum))
        if node.kind == "object":
            return self._members(node) if node.members else {"a": "b"}
        if node.kind == "array":
            return [self._value(node.items) if node.items else "x" for _ in range(self._random.randint(0, 2))]
        return self._random.choice(SOME.get(node.kind, TEXTS))

    def _members(self, node: Node) -> dict:
        return {
            name: self._value(one)
            for name, one in node.members.items()
            if "read-only" not in one.says and self._random.random() < (0.95 if "required" in one.says else 0.4)
        }


def is_motos(error: Exception) -> bool:
    """Whether an exception was raised by moto, whose faults are shown as they are."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return not last.filename.startswith(OURS)


@pytest.mark.parametrize("seed", range(1))
def test_no_exception_of_ours_gets_out(seed):
    with mock_vpce(region=REGION, seed=1) as aws:
        stacks = aws.client("cloudformation")
        for name in sorted(stack_types):
            writer = Writer(f"{name} {seed}")
            first = writer.properties(name)
            for ask, properties in ((stacks.create_stack, first), (stacks.update_stack, writer.spoiled(first))):
                template = {"Resources": {**NETWORK, "Odd": {"Type": name, "Properties": properties}}}
                try:
                    ask(StackName="stack", TemplateBody=json.dumps(template))
                except ClientError:
                    pass  # the template is refused, or does not change
                except Exception as error:
                    if not is_motos(error):
                        raise
            left = stacks.describe_stacks()["Stacks"]
            assert {one["StackStatus"] for one in left} <= ENDED, (name, first)
            stacks.delete_stack(StackName="stack")
            assert stacks.describe_stacks()["Stacks"] == [], (name, first)
        assert len(aws.client("ec2").describe_vpcs()["Vpcs"]) == 1
