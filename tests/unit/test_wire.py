"""The EC2 query protocol from the server's side, against botocore's client side."""

from __future__ import annotations

import math
import string
from datetime import datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType

import pytest
from botocore.model import DenormalizedStructureBuilder, ShapeResolver
from botocore.parsers import EC2QueryParser
from botocore.serialize import EC2Serializer
from dateutil.tz import tzlocal, tzutc
from hypothesis import given, settings
from hypothesis import strategies as st

from mockvpce.protocol import model, wire

UTC = timezone.utc
SCALARS = {
    "Text": {"type": "string"},
    "Count": {"type": "integer"},
    "Big": {"type": "long"},
    "Ratio": {"type": "double"},
    "On": {"type": "boolean"},
    "At": {"type": "timestamp"},
    "Data": {"type": "blob"},
    "Texts": {"type": "list", "member": {"type": "string"}},
    "Inner": {"type": "structure", "members": {"Deep": {"type": "list", "member": {"type": "integer"}}}},
}
SHAPE = DenormalizedStructureBuilder().with_members(SCALARS).build_model()
DESCRIBE = model.operation("DescribeVpcEndpoints")


def read_back(name, shape, result):
    body = wire.write_result(name, shape, result, "r-1").encode()
    answer = EC2QueryParser().parse({"body": body, "headers": {}, "status_code": 200}, shape)
    assert answer.pop("ResponseMetadata")["RequestId"] == "r-1"
    return answer


# reading parameters ---------------------------------------------------------------------------------------------------


def test_names_come_from_the_shape_and_indexes_in_any_order_with_gaps():
    form = {
        "Action": "DescribeVpcEndpoints",
        "Version": "2016-11-15",
        "VpcEndpointId.10": "c",
        "VpcEndpointId.2": "b",
        "VpcEndpointId.1": "a",
        "Filter.7.Value.3": "y",
        "Filter.7.Name": "vpc-id",
        "Filter.7.Value.1": "x",
        "MaxResults": "5",
        "DryRun": "false",
    }
    assert wire.read_parameters(DESCRIBE.input, form) == {
        "VpcEndpointIds": ["a", "b", "c"],
        "Filters": [{"Name": "vpc-id", "Values": ["x", "y"]}],
        "MaxResults": 5,
        "DryRun": False,
    }


def test_an_empty_value_stands_for_an_empty_list_or_structure():
    assert wire.read_parameters(SHAPE, {"Texts": "", "Inner": "", "Text": ""}) == {"Texts": [], "Inner": {}, "Text": ""}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Count", "-12", -12),
        ("Big", "9223372036854775807", 2**63 - 1),
        ("Ratio", "1e3", 1000.0),
        ("Ratio", "-Infinity", -math.inf),
        ("On", "true", True),
        ("On", "False", False),
        ("Data", "AAE=", b"\x00\x01"),
        ("At", "2024-02-29T12:00:00Z", datetime(2024, 2, 29, 12, tzinfo=UTC)),
        ("At", "2024-02-29T12:00:00.250+01:30", datetime(2024, 2, 29, 10, 30, 0, 250_000, tzinfo=UTC)),
        ("At", "2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("At", "0.5", datetime(1970, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("At", "Thu, 29 Feb 2024 12:00:00 GMT", datetime(2024, 2, 29, 12, tzinfo=UTC)),
    ],
)
def test_values_get_their_types(name, text, expected):
    value = wire.read_parameters(SHAPE, {name: text})[name]
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("path", "value", "type_name"),
    [
        ("Count", "abc", "integer"),
        ("Count", "", "integer"),
        ("Count", "1_000", "integer"),
        ("Count", "٣", "integer"),
        ("Count", "9" * 5000, "integer"),
        ("Ratio", "1_0.5", "double"),
        ("On", "maybe", "boolean"),
        ("At", "yesterday", "timestamp"),
        ("At", "2023-02-29T00:00:00Z", "timestamp"),
        ("At", "1e300", "timestamp"),
        ("At", "NaN", "timestamp"),
        ("Data", "???", "blob"),
        ("Data", "é", "blob"),
        ("Inner.Deep.2", "x", "integer"),
        ("Texts", "x", "list"),
        ("Inner", "x", "structure"),
    ],
)
def test_malformed_values_are_named(path, value, type_name):
    with pytest.raises(wire.MalformedValue) as caught:
        wire.read_parameters(SHAPE, {path: value})
    assert (caught.value.path, caught.value.value, caught.value.type_name) == (path, value, type_name)
    assert isinstance(caught.value, ValueError)
    assert path in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["Color", "Text.1", "Texts.x", "Texts.1.2", "Texts.", "Inner.Deeper", "", ".", "Texts.9999999999", "Texts.²"],
)
def test_unknown_names(name):
    with pytest.raises(wire.UnknownParameters) as caught:
        wire.read_parameters(SHAPE, {"Action": "X", name: "1", "Text": "known"})
    assert caught.value.names == (name,)


def test_all_unknown_names_are_reported_at_once():
    with pytest.raises(wire.UnknownParameters, match="A, B"):
        wire.read_parameters(None, {"Action": "X", "A": "1", "B": "2"})


def test_names_of_the_protocol_are_no_parameters():
    names = ["Action", "Version", "AWSAccessKeyId", "Signature", "SignatureVersion", "SignatureMethod", "Timestamp"]
    names += ["SecurityToken", "Expires", "X-Amz-Date", "X-Amz-Security-Token"]
    assert wire.read_parameters(SHAPE, dict.fromkeys(names, "x")) == {}
    assert wire.read_parameters(None, dict.fromkeys(names, "x")) == {}


def test_a_name_of_any_depth_is_refused_without_recursion():
    with pytest.raises(wire.UnknownParameters):
        wire.read_parameters(SHAPE, {"Inner" + ".Inner" * 100_000: "x"})


# writing results ------------------------------------------------------------------------------------------------------


def test_layout():
    assert wire.write_result("DescribeVpcEndpoints", DESCRIBE.output, {"VpcEndpoints": [{"State": "<&>"}]}, "r") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<DescribeVpcEndpointsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>'
        "<vpcEndpointSet><item><state>&lt;&amp;&gt;</state></item></vpcEndpointSet></DescribeVpcEndpointsResponse>"
    )
    assert "<vpcEndpointSet/>" in wire.write_result("D", DESCRIBE.output, {"VpcEndpoints": []}, "r")
    assert "<return>true</return>" in wire.write_result("DeleteVpc", None, {}, "r")


def test_error_envelope():
    assert wire.write_error("A.B", "It's <bad>", "r-1") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<Response><Errors><Error><Code>A.B</Code><Message>It's &lt;bad&gt;</Message></Error></Errors>"
        "<RequestID>r-1</RequestID></Response>"
    )


@pytest.mark.parametrize(
    "result",
    [
        {"Text": "line\r\nbreak\ttab & <x> \u00e9 \U0001f600 ]]>"},
        {"Text": " \n "},
        {"Text": ""},
        {"Text": "nul \x00 bell \x07 lone \ud800 none \uffff"},
        {"Texts": ["", "\x0b", "a"], "Inner": {}},
        {"Inner": {"Deep": []}, "On": False, "Count": 0},
        {"Ratio": 3, "Big": 2**40},
        {"Ratio": math.inf},
        {"Data": b"", "Text": None, "Texts": []},
        {"Data": bytearray(range(256))},
        {"At": datetime(2024, 1, 2, 3, 4, 5, 678_901, tzinfo=timezone(timedelta(hours=-7)))},
        {"At": datetime(999, 1, 1, tzinfo=UTC)},
    ],
)
def test_botocore_reads_what_normalise_gives(result):
    normal = wire.normalise(SHAPE, result)
    answer = read_back("X", SHAPE, result)
    assert answer == normal
    assert repr(answer) == repr(normal)


def test_unwritable_characters_are_replaced():
    assert wire.normalise(SHAPE, {"Text": "a\x00b", "Texts": ["\x1f"]}) == {"Text": "a\ufffdb", "Texts": ["\ufffd"]}
    assert "a\ufffdb" in wire.write_result("X", SHAPE, {"Text": "a\x00b"}, "r")


def test_datetimes_are_in_utc_with_milliseconds():
    at = wire.normalise(SHAPE, {"At": datetime(2024, 1, 1, 1, microsecond=1999, tzinfo=timezone(timedelta(hours=1)))})[
        "At"
    ]
    assert at == datetime(2024, 1, 1, microsecond=1000, tzinfo=UTC)
    assert at.utcoffset() == timedelta(0)
    assert isinstance(at.tzinfo, (tzutc, tzlocal))
    assert "<At>2024-01-01T00:00:00.001Z</At>" in wire.write_result("X", SHAPE, {"At": at}, "r")
    whole = wire.write_result("X", SHAPE, {"At": datetime(2024, 1, 1, tzinfo=UTC)}, "r")
    assert "<At>2024-01-01T00:00:00Z</At>" in whole


def test_normalise_gives_a_fresh_deep_copy_of_plain_values_in_the_models_order():
    class State(str, Enum):
        ON = "on"

    texts, inner = ["a"], {"Deep": [1]}
    result = MappingProxyType({"Inner": inner, "Texts": texts, "Text": State.ON, "On": None})
    normal = wire.normalise(SHAPE, result)
    assert list(normal) == ["Text", "Texts", "Inner"]
    assert type(normal["Text"]) is str
    normal["Texts"].append("b")
    normal["Inner"]["Deep"].append(2)
    assert (texts, inner) == (["a"], {"Deep": [1]})


VERDICTS = [
    wire.check_result,
    wire.normalise,
    lambda shape, result: wire.write_result("X", shape, result, "r"),
]


@pytest.mark.parametrize("judge", VERDICTS)
@pytest.mark.parametrize(
    ("result", "path", "type_name"),
    [
        ({"Text": 1}, "Text", "string"),
        ({"Texts": "abc"}, "Texts", "list"),
        ({"Texts": ["a", None]}, "Texts[]", "string"),
        ({"Texts": {"a"}}, "Texts", "list"),
        ({"Count": "1"}, "Count", "integer"),
        ({"Count": True}, "Count", "integer"),
        ({"Ratio": "1"}, "Ratio", "float"),
        ({"On": 1}, "On", "boolean"),
        ({"Data": "text"}, "Data", "blob"),
        ({"At": datetime(2024, 1, 1)}, "At", "timestamp (datetime with a time zone)"),  # noqa: DTZ001 -- the point
        ({"Inner": []}, "Inner", "structure"),
        ({"Inner": {"Deep": [1, "2"]}}, "Inner.Deep[]", "integer"),
        ([], "", "structure"),
    ],
)
def test_wrong_types_are_errors(judge, result, path, type_name):
    with pytest.raises(wire.WrongType) as caught:
        judge(SHAPE, result)
    assert (caught.value.path, caught.value.type_name) == (path, type_name)


@pytest.mark.parametrize("judge", VERDICTS)
def test_unknown_members_are_errors_even_if_none(judge):
    with pytest.raises(wire.UnknownMember, match=r"VpcEndpoints\[\].DnsOptions has no member 'Ttl'") as caught:
        judge(DESCRIBE.output, {"VpcEndpoints": [{"DnsOptions": {"Ttl": None}}]})
    assert (caught.value.path, caught.value.key) == ("VpcEndpoints[].DnsOptions", "Ttl")
    with pytest.raises(wire.UnknownMember, match="the result has no member"):
        judge(None, {"X": 1})


@pytest.mark.parametrize("judge", VERDICTS)
def test_a_result_that_fits_is_no_error(judge):
    judge(DESCRIBE.output, {"VpcEndpoints": [{"VpcId": "vpc-1", "Groups": ()}], "NextToken": None})
    judge(None, {})


def test_recursive_and_flattened_shapes():
    shapes = {
        "Node": {
            "type": "structure",
            "members": {
                "Next": {"shape": "Node", "locationName": "next"},
                "Names": {"shape": "Names", "flattened": True, "locationName": "name"},
                "Sizes": {"shape": "Sizes"},
            },
        },
        "Names": {"type": "list", "member": {"shape": "Text"}},
        "Sizes": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Number"}},
        "Text": {"type": "string"},
        "Number": {"type": "integer"},
    }
    shape = ShapeResolver(shapes).get_shape_by_name("Node")
    result = {"Next": {"Next": {"Names": ["a"]}, "Names": []}, "Names": ["b", "c"], "Sizes": {"k": 1}}
    expected = {"Next": {"Next": {"Names": ["a"]}}, "Names": ["b", "c"], "Sizes": {"k": 1}}
    assert wire.normalise(shape, result) == expected
    assert read_back("X", shape, result) == expected
    with pytest.raises(TypeError, match="Sizes: the EC2 protocol has no map in requests"):
        wire.read_parameters(shape, {})
    del shapes["Node"]["members"]["Sizes"]
    shape = ShapeResolver(shapes).get_shape_by_name("Node")
    assert wire.read_parameters(shape, {"Next.Next.Name.1": "a"}) == {"Next": {"Next": {"Names": ["a"]}}}


# round trips of EC2's own shapes --------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.text(string.printable, max_size=12)
_TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive
_VALUES = {
    "string": _TEXT,
    "boolean": st.booleans(),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "double": st.floats(allow_nan=False),
    "float": st.floats(allow_nan=False),
    "blob": st.binary(max_size=12),
    "timestamp": _TIMES,
}


def values(shape, least=0):
    """Values of a shape; lists have at least `least` elements, structures as many members."""
    if shape.type_name == "structure":
        members = {name: values(member, least) for name, member in shape.members.items()}
        return st.fixed_dictionaries({}, optional=members).filter(lambda value: len(value) >= least)
    if shape.type_name == "list":
        return st.lists(values(shape.member, least), min_size=least, max_size=3)
    return _VALUES[shape.type_name]


def flattened_form(operation, parameters):
    body = EC2Serializer().serialize_to_request(parameters, model.service().operation_model(operation.name))["body"]
    return {name: value if isinstance(value, str) else str(value) for name, value in body.items()}


ROUND_TRIPS = ["CreateVpcEndpoint", "DescribeVpcEndpoints", "CreateVpcPeeringConnection"]


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_parameters_survive_the_wire(name):
    operation = model.operation(name)

    @settings(max_examples=60, deadline=None)
    @given(values(operation.input, least=1))
    def survive(parameters):
        assert wire.read_parameters(operation.input, flattened_form(operation, parameters)) == parameters

    survive()


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_results_survive_the_wire_as_normalise_says(name):
    operation = model.operation(name)

    @settings(max_examples=60, deadline=None)
    @given(values(operation.output))
    def survive(result):
        normal = wire.normalise(operation.output, result)
        answer = read_back(name, operation.output, result)
        assert answer == normal
        assert repr(answer) == repr(normal)

    survive()


@settings(max_examples=200, deadline=None)
@given(values(SHAPE))
def test_results_of_every_type_survive_the_wire(result):
    answer, normal = read_back("X", SHAPE, result), wire.normalise(SHAPE, result)
    assert answer == normal
    assert repr(answer) == repr(normal)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text("TextsInerDp.0123 ", max_size=14) | st.sampled_from(sorted(SCALARS)), _TEXT, max_size=5))
def test_any_form_is_read_or_refused(form):
    try:
        parameters = wire.read_parameters(SHAPE, form)
    except (wire.MalformedValue, wire.UnknownParameters):
        return
    assert parameters.keys() <= SHAPE.members.keys()
