"""Input against the model: every kind of problem, and their order."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from botocore.model import DenormalizedStructureBuilder, ShapeResolver

from mockvpce.protocol import model, validation

CREATE = model.operation("CreateVpcEndpoint")
VALID = {"VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.s3"}


class Described:
    """An operation whose input is all that counts; shapes that EC2 has few of."""

    def __init__(self, **members):
        self.input = DenormalizedStructureBuilder().with_members(members).build_model()


def first(operation, parameters):
    problem = validation.check(operation, parameters)
    return problem and (problem.kind, problem.member, problem.path, problem.value)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"VpcEndpointType": "Interface", "SubnetIds": ["subnet-1"], "PrivateDnsEnabled": True, "DryRun": False},
        {"SubnetIds": ("subnet-1",), "DnsOptions": {"DnsRecordIpType": "ipv4"}},
        {"TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "a", "Value": ""}]}]},
        {"SubnetIds": [], "DnsOptions": {}},
    ],
)
def test_valid(parameters):
    assert validation.check(CREATE, {**VALID, **parameters}) is None


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"VpcEndpointType": "interface"}, ("enum", "VpcEndpointType", "VpcEndpointType", "interface")),
        ({"Color": "red"}, ("unknown", "Color", "Color", "red")),
        ({"SubnetIds": "subnet-1"}, ("type", "SubnetIds", "SubnetId", "subnet-1")),
        ({"SubnetIds": ["subnet-1", 2]}, ("type", "SubnetIds", "SubnetId.2", 2)),
        ({"DryRun": "true"}, ("type", "DryRun", "DryRun", "true")),
        ({"DryRun": None}, ("type", "DryRun", "DryRun", None)),
        ({"DnsOptions": []}, ("type", "DnsOptions", "DnsOptions", [])),
        ({"DnsOptions": {"DnsRecordIpType": "v4"}}, ("enum", "DnsRecordIpType", "DnsOptions.DnsRecordIpType", "v4")),
        ({"DnsOptions": {"Ttl": 1}}, ("unknown", "Ttl", "DnsOptions.Ttl", 1)),
        (
            {"TagSpecifications": [{}, {"Tags": [{"Key": 1}]}]},
            ("type", "Key", "TagSpecification.2.Tag.1.Key", 1),
        ),
    ],
)
def test_each_kind_with_its_place_on_the_wire(parameters, expected):
    assert first(CREATE, {**VALID, **parameters}) == expected


def test_missing_comes_first_then_unknown_then_values():
    bad = {"VpcEndpointType": "x", "Color": "red"}
    assert first(CREATE, bad) == ("missing", "VpcId", "VpcId", None)
    assert first(CREATE, {**bad, "VpcId": "vpc-1"})[0] == "unknown"
    assert first(CREATE, {"VpcEndpointType": "x", "VpcId": "vpc-1"})[0] == "enum"


def test_the_earliest_of_one_kind_is_reported():
    parameters = {"IpAddressType": "x", "VpcEndpointType": "y", "VpcId": "vpc-1"}
    assert first(CREATE, parameters)[1] == "IpAddressType"


def test_required_members_of_nested_and_recursive_structures():
    shapes = {
        "Node": {
            "type": "structure",
            "required": ["Id"],
            "members": {"Id": {"shape": "Text", "locationName": "nodeId"}, "Next": {"shape": "Nodes"}},
        },
        "Nodes": {"type": "list", "member": {"shape": "Node"}},
        "Text": {"type": "string"},
    }
    operation = Described()
    operation.input = ShapeResolver(shapes).get_shape_by_name("Node")
    assert first(operation, {"Id": "a", "Next": [{"Id": "b", "Next": []}]}) is None
    assert first(operation, {"Id": "a", "Next": [{"Id": "b", "Next": [{}]}]}) == (
        "missing",
        "Id",
        "Next.1.Next.1.NodeId",
        None,
    )


def test_ranges_of_the_ec2_model():
    operation = model.operation("DescribeVpcPeeringConnections")
    assert first(operation, {"MaxResults": 4}) == ("range", "MaxResults", "MaxResults", 4)
    assert first(operation, {"MaxResults": 1001})[0] == "range"
    assert first(operation, {"MaxResults": 5}) is None
    assert first(operation, {"MaxResults": True})[0] == "type"
    assert validation.check(operation, {"MaxResults": 4}).reason == "It must be between 5 and 1000."


@pytest.mark.parametrize(
    ("shape", "good", "bad", "kind"),
    [
        ({"type": "string", "min": 2, "max": 3}, ["ab", "abc"], ["a", "abcd"], "length"),
        ({"type": "string", "pattern": "^[a-z]+$"}, ["ab"], ["A", ""], "pattern"),
        ({"type": "string", "pattern": "("}, ["anything"], [], "pattern"),
        ({"type": "list", "min": 1, "max": 2, "member": {"type": "string"}}, [["a"]], [[], ["a"] * 3], "length"),
        ({"type": "integer", "min": 1}, [1, 10**12], [0], "range"),
        ({"type": "double", "max": 1}, [0.5, 1, -9], [1.5, float("nan")], "range"),
        ({"type": "timestamp"}, [datetime.now(timezone.utc), "2024-01-01", 0], ["soon", None, []], "type"),
        ({"type": "blob"}, [b"", bytearray(b"a"), "text"], [1, None], "type"),
        ({"type": "string", "enum": ["a", "b"]}, ["a"], ["A", ""], "enum"),
        ({"type": "boolean"}, [True, False], [1, "true"], "type"),
        ({"type": "long"}, [1], [1.0, True, "1"], "type"),
    ],
)
def test_limits(shape, good, bad, kind):
    operation = Described(value=shape)
    assert [first(operation, {"value": value}) for value in good] == [None] * len(good)
    for value in bad:
        problem = validation.check(operation, {"value": value})
        assert (problem.kind, problem.path) == (kind, "Value")
        assert problem.shape.type_name == shape["type"]
        assert problem.reason.endswith(".")


def test_an_operation_without_input_knows_no_parameters():
    class Bare:
        input = None

    assert validation.check(Bare(), {}) is None
    assert first(Bare(), {"A": 1})[0] == "unknown"


def test_reasons_name_what_is_allowed():
    problem = validation.check(CREATE, {**VALID, "IpAddressType": "v4"})
    assert "dualstack" in problem.reason
    assert validation.check(CREATE, {}).reason == "It is required."
    assert validation.check(CREATE, {**VALID, "X": 1}).shape is None
