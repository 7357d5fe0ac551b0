"""Arguments read without a form are what a server would have read from botocore's form, or are left to it."""

from datetime import datetime

import pytest
from botocore.serialize import EC2Serializer
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from mockvpce import resources
from mockvpce.engine.operation import registry
from mockvpce.protocol import model, wire
from mockvpce.protocol.arguments import Odd, read_arguments

resources.load()
DESCRIBED = model.service()
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(["", "\ud800", "é", "\r\n", "Ã"])
_ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _TEXTS
    | st.binary(max_size=3)
    | st.datetimes()
    | st.just([])
    | st.just({})
    | st.just(10**19)
    | st.builds(type("Number", (int,), {}), st.integers(0, 9))
    | st.builds(type("Text", (str,), {}), st.text("ab", max_size=3))
    | st.lists(st.text("ab", max_size=3), max_size=2).map(tuple)
    | st.dictionaries(st.text("ab", max_size=3), st.none(), max_size=2)
)


def plain(shape, depth=5):
    """One value of a shape with everything in it."""
    if shape.type_name == "structure":
        return {name: plain(member, depth - 1) for name, member in shape.members.items() if depth or not deep(member)}
    if shape.type_name == "list":
        return [plain(shape.member, depth), plain(shape.member, depth)]
    return {
        "string": next(iter(shape.metadata.get("enum", ())), f"text of {shape.name}"),
        "integer": max(7, shape.metadata.get("min", 0)),
        "long": 2**40,
        "boolean": True,
        "double": 1.5,
        "float": 2.5,
        "blob": b"bytes",
        "timestamp": datetime(2024, 1, 2, 3, 4, 5),  # noqa: DTZ001 - as a caller may write it
    }[shape.type_name]


def deep(shape):
    return shape.type_name == "structure" or (shape.type_name == "list" and deep(shape.member))


def values(shape):
    """Values of a shape, some of which are not."""
    if shape.type_name == "structure":
        members = {name: values(member) for name, member in shape.members.items()}
        right = st.fixed_dictionaries(
            {name: member for name, member in members.items() if name in shape.required_members},
            optional={name: member for name, member in members.items() if name not in shape.required_members},
        )
    elif shape.type_name == "list":
        right = st.lists(values(shape.member), max_size=3)
    elif shape.type_name == "string":
        right = st.sampled_from(shape.metadata["enum"]) if "enum" in shape.metadata else _TEXTS
    else:
        right = {"boolean": st.booleans()}.get(shape.type_name, st.integers(-3, 70_000))
    return st.integers(0, 15).flatmap(lambda number: right if number else _ANYTHING)


def read(shape, arguments):
    """What they are read as; None where they are odd."""
    try:
        return read_arguments(shape, arguments)
    except Odd:
        return None


def written_and_read(name, arguments):
    """What a server reads of botocore's form."""
    body = EC2Serializer().serialize_to_request(arguments, DESCRIBED.operation_model(name))["body"]
    form = {key: value if isinstance(value, str) else str(value) for key, value in body.items()}
    return wire.read_parameters(model.operation(name).input, form)


def without_odd_types(shape, value):
    """The same value without members of types that are always left to the form."""
    if shape.type_name == "structure":
        return {
            name: without_odd_types(shape.members[name], one)
            for name, one in value.items()
            if shape.members[name].type_name not in {"double", "float", "blob", "timestamp"}
        }
    return [without_odd_types(shape.member, one) for one in value] if shape.type_name == "list" else value


@pytest.mark.parametrize("name", sorted(registry))
def test_a_call_with_everything_in_it(name):
    shape = model.operation(name).input
    if shape is None:
        assert read_arguments(None, {}) == {}
        return
    arguments = without_odd_types(shape, plain(shape))
    found = read(shape, arguments)
    assert found == written_and_read(name, arguments) == arguments
    assert list(found) == list(written_and_read(name, arguments))


@pytest.mark.parametrize(
    "name",
    [
        "CreateVpcEndpoint",
        "CreateVpnConnection",
        "DescribeVpcEndpoints",
        "ModifyVpnTunnelOptions",
        "ModifyVpcEndpointServicePermissions",
        "CreateNetworkInsightsPath",
    ],
)
def test_whatever_is_read_is_what_the_form_says(name):
    shape = model.operation(name).input
    assert shape is not None

    @given(values(shape))
    def same(arguments):
        found = read(shape, arguments)
        if found is None:
            return
        assert not ParamValidator().validate(arguments, shape).has_errors()
        assert found == written_and_read(name, arguments)
        assert repr(found) == repr(written_and_read(name, arguments))

    same()


def test_what_is_read_is_the_callers_no_longer():
    shape = model.operation("CreateVpcEndpoint").input
    arguments = {"VpcId": "vpc-1", "SubnetIds": ["a"], "TagSpecifications": [{"Tags": [{"Key": "k", "Value": "v"}]}]}
    found = read_arguments(shape, arguments)
    arguments["SubnetIds"].append("b")
    arguments["TagSpecifications"][0]["Tags"][0]["Key"] = "other"
    assert found["SubnetIds"] == ["a"]
    assert found["TagSpecifications"] == [{"Tags": [{"Key": "k", "Value": "v"}]}]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("DescribeVpcEndpoints", {"VpcEndpointIds": "vpce-1"}),
        ("DescribeVpcEndpoints", {"VpcEndpointIds": [1]}),
        ("DescribeVpcEndpoints", {"MaxResults": True}),
        ("DescribeVpcEndpoints", {"MaxResults": "5"}),
        ("DescribeVpcEndpoints", {"DryRun": "true"}),
        ("DescribeVpcEndpoints", {"DryRun": None}),
        ("DescribeVpcEndpoints", {"Nonsense": 1}),
        ("DescribeVpcEndpoints", {"Filters": [None]}),
        ("DescribeVpcEndpoints", {"Filters": [{}]}),
        ("DescribeVpcEndpoints", {"VpcEndpointIds": ["\ud800"]}),
        ("DeleteVpcEndpoints", {}),
        ("ModifyVpnTunnelOptions", {"VpnConnectionId": "vpn-1"}),
    ],
)
def test_what_botocore_refuses_or_writes_otherwise_is_left_to_it(name, arguments):
    assert read(model.operation(name).input, arguments) is None
