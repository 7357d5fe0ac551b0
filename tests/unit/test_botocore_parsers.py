"""EC2's answers are read as botocore's own parser reads them, whatever is in them."""

import re
from datetime import datetime, timezone

import boto3
import pytest
from botocore.parsers import EC2QueryParser, ResponseParser
from hypothesis import given, settings
from hypothesis import strategies as st

from mockvpce import mock_vpce
from mockvpce.patching import Patches
from mockvpce.protocol import model, wire
from mockvpce.speedups import botocore_parsers

OPERATIONS = sorted(name for name in model.operation_names() if model.operation(name).output is not None)
NAMESPACES = ("", ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"')


@pytest.fixture(autouse=True)
def patched():
    patches = Patches()
    botocore_parsers.apply(patches)
    yield
    patches.undo()


def read(parse, shape, document):
    """What a parser makes of a document, or how it fails."""
    response = {"body": document.encode(), "headers": {}, "status_code": 200}
    try:
        return parse(response, shape)
    except Exception as failed:
        return type(failed), str(failed)


def both(shape, document):
    """What the parser makes of it, which must be what it makes of it without the speed-up."""
    quick = EC2QueryParser()

    class Plain(EC2QueryParser):
        _parse_shape = ResponseParser._parse_shape

    found = read(quick.parse, shape, document)
    assert told(found) == told(read(Plain().parse, shape, document))
    return found


def told(found):
    """What was read, without the addresses of nodes that botocore hands on as they are."""
    return re.sub("0x[0-9a-f]+", "", repr(found))


def full(shape, depth=6):
    """A value with everything in it, as far down as recursion allows."""
    if shape.type_name == "structure":
        return {name: full(member, depth - 1) for name, member in shape.members.items() if depth}
    if shape.type_name == "list":
        return [full(shape.member, depth), full(shape.member, depth)]
    if shape.type_name == "map":
        return {"key": full(shape.value, depth)}
    return {
        "string": f"text & of <{shape.name}>\n",
        "integer": -7,
        "long": 2**40,
        "boolean": True,
        "double": 1.5,
        "float": 2.5,
        "blob": b"bytes",
        "timestamp": datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
    }[shape.type_name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_answer_with_everything_in_it(name):
    shape = model.operation(name).output
    found = both(shape, wire.write_result(name, shape, full(shape), "id"))
    assert found.keys() >= shape.members.keys() | {"ResponseMetadata"}
    assert both(shape, wire.write_result(name, shape, {}, "id")).keys() == {"ResponseMetadata"}


_TAGS = st.sampled_from(["vpcEndpointSet", "item", "vpcEndpointId", "groupSet", "creationTimestamp", "x"])
_CONTENT = st.sampled_from(["", "true", "1", "text", " ", "2024-01-02T03:04:05Z", "&amp;", "<!-- -->"])
_NODES = st.recursive(
    _CONTENT,
    lambda inner: st.lists(st.tuples(_TAGS, st.sampled_from(NAMESPACES), inner), max_size=4).map(
        lambda nodes: "".join(f"<{tag}{space}>{content}</{tag}>" for tag, space, content in nodes)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(_NODES, st.sampled_from(NAMESPACES))
def test_any_document(content, namespace):
    both(model.operation("DescribeVpcEndpoints").output, f"<Answer{namespace}>{content}</Answer>")


@pytest.mark.parametrize(
    "content",
    [
        "<vpnConnectionSet><item><vgwTelemetry><item><acceptedRouteCount/></item></vgwTelemetry></item></vpnConnectionSet>",
        "<vpnConnectionSet><item><vgwTelemetry><item><acceptedRouteCount>many</acceptedRouteCount></item></vgwTelemetry></item>"
        "</vpnConnectionSet>",
        "<vpnConnectionSet><item><state>a</state><state>b</state></item></vpnConnectionSet>",
        "<vpnConnectionSet/><vpnConnectionSet><item/></vpnConnectionSet>",
        "<vpnConnectionSet><item><options>text</options></item></vpnConnectionSet>",
    ],
)
def test_what_is_not_as_its_shape_says(content):
    both(model.operation("DescribeVpnConnections").output, f"<Answer>{content}</Answer>")


def test_a_refusal():
    refused = "<Response><Errors><Error><Code>A</Code><Message>b</Message></Error></Errors></Response>"
    response = {"body": refused.encode(), "headers": {}, "status_code": 400}
    found = EC2QueryParser().parse(response, model.operation("DescribeVpcs").output)
    assert found["Error"] == {"Code": "A", "Message": "b"}


def test_a_parser_of_timestamps_of_ones_own():
    shape = model.operation("DescribeVpcEndpoints").output
    document = "<A><vpcEndpointSet><item><creationTimestamp>now</creationTimestamp></item></vpcEndpointSet></A>"
    found = read(EC2QueryParser(timestamp_parser=str.upper).parse, shape, document)
    assert found["VpcEndpoints"] == [{"CreationTimestamp": "NOW"}]


@pytest.mark.needs_speedups
def test_motos_answers_are_read_so(monkeypatch):
    asked = []
    plain = ResponseParser._parse_shape
    monkeypatch.setattr(ResponseParser, "_parse_shape", lambda *given: asked.append(given) or plain(*given))
    with mock_vpce():
        assert boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]
    assert not [given for given in asked if type(given[0]) is EC2QueryParser]
