"""The EC2 protocol's own test cases, from the server's side: requests are read, results and errors are written."""

from __future__ import annotations

import json
import math
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import pytest
from botocore.model import ServiceModel
from botocore.parsers import EC2QueryParser

from mockvpce.protocol.wire import normalise, read_parameters, write_error, write_result

DATA = Path(__file__).parent / "data" / "protocol"

NOT_FOR_A_SERVER = {
    "SDKAppliedContentEncoding_ec2Query": "has no body to read: compression is the transport's",
    "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query": "has no body to read: compression is the transport's",
    "Ec2ProtocolIdempotencyTokenAutoFill": "the client makes the token up, so it is no parameter of the caller's",
    "Ec2EmptyQueryLists": "an empty list leaves no trace on the wire",
    "Ec2ComplexError": "EC2's errors have a code and a message, none has members of its own",
}
NOT_READ_BACK_BY_BOTOCORE = {
    "Ec2XmlLists": "botocore looks for flattened lists under the name of their elements, against the protocol",
}
WRITTEN_DIFFERENTLY = {
    "Ec2QueryDateTimeWithNegativeOffset": "we write UTC",
    "Ec2QueryDateTimeWithPositiveOffset": "we write UTC",
}


@cache
def cases(direction):
    """All cases of a file as (id, operation model, case)."""
    found = []
    for suite in json.loads((DATA / f"{direction}-ec2.json").read_text()):
        for case in suite["cases"]:
            given = case["given"]
            model = {"metadata": suite["metadata"], "shapes": suite["shapes"], "operations": {given["name"]: given}}
            found.append((case["id"], ServiceModel(model).operation_model(given["name"]), case))
    return found


def parametrized(direction, predicate=lambda case: True):
    chosen = [entry for entry in cases(direction) if entry[0] not in NOT_FOR_A_SERVER and predicate(entry[2])]
    return pytest.mark.parametrize(("operation", "case"), [pytest.param(*entry[1:], id=entry[0]) for entry in chosen])


def python_value(shape, value):
    """A value of the JSON file as botocore's user would have it."""
    if shape.type_name == "structure":
        return {name: python_value(shape.members[name], member) for name, member in value.items()}
    if shape.type_name == "list":
        return [python_value(shape.member, element) for element in value]
    if shape.type_name == "map":
        return {key: python_value(shape.value, element) for key, element in value.items()}
    if shape.type_name == "timestamp":
        return datetime.fromtimestamp(value, timezone.utc)
    if shape.type_name == "blob":
        return value.encode()
    if shape.type_name in {"float", "double"}:
        return float(value)
    return value


def comparable(value):
    """The same value with types shown, and NaN equal to itself."""
    if isinstance(value, dict):
        return {key: comparable(member) for key, member in value.items()}
    if isinstance(value, list):
        return [comparable(element) for element in value]
    if isinstance(value, float) and math.isnan(value):
        return "float", "NaN"
    return type(value).__name__, value


def parsed(body, shape, status=200):
    response = {"body": body.encode(), "headers": {}, "status_code": status}
    return EC2QueryParser().parse(response, shape)


def tree(body):
    """A document as nested tuples, without namespaces, layout and the order of a structure's members."""

    def of(node):
        children = [of(child) for child in node]
        # Elements of a list share one name, so their order is kept by a stable sort.
        return node.tag.split("}")[-1], (node.text or "").strip(), sorted(children, key=lambda child: child[0])

    return of(ET.fromstring(body))


def test_the_exceptions_name_existing_cases():
    ids = {entry[0] for direction in ("input", "output") for entry in cases(direction)}
    assert len(ids) > 50
    assert set(NOT_FOR_A_SERVER) <= ids
    assert set(NOT_READ_BACK_BY_BOTOCORE) <= ids
    assert set(WRITTEN_DIFFERENTLY) <= ids


@parametrized("input")
def test_request_is_read(operation, case):
    form = dict(parse_qsl(case["serialized"]["body"], keep_blank_values=True, strict_parsing=True))
    shape = operation.input_shape
    expected = python_value(shape, case["params"]) if shape is not None else {}
    assert comparable(read_parameters(shape, form)) == comparable(expected)


@parametrized("output", lambda case: "result" in case and case["id"] not in NOT_READ_BACK_BY_BOTOCORE)
def test_result_is_read_back_by_botocore(operation, case):
    shape = operation.output_shape
    result = python_value(shape, case["result"]) if shape is not None else {}
    answer = parsed(write_result(operation.name, shape, result, "requestid"), shape)
    assert answer.pop("ResponseMetadata")["RequestId"] == "requestid"
    assert comparable(answer) == comparable(normalise(shape, result))
    assert comparable(answer) == comparable(result)


@parametrized("output", lambda case: "result" in case and case["id"] not in WRITTEN_DIFFERENTLY)
def test_result_is_written_as_aws_writes_it(operation, case):
    shape = operation.output_shape
    written = write_result(operation.name, shape, python_value(shape, case["result"]), "requestid")
    expected = case["response"]["body"]
    if "<requestId>" not in expected:
        expected = expected.replace(
            f"</{operation.name}Response>", f"<requestId>requestid</requestId></{operation.name}Response>"
        )
    assert tree(written) == tree(expected)


@parametrized("output", lambda case: "error" in case)
def test_error_is_written_as_aws_writes_it(operation, case):
    written = write_error(case["errorCode"], case["errorMessage"], "foo-id")
    assert tree(written) == tree(case["response"]["body"])
    answer = parsed(written, None, case["response"]["status_code"])
    assert answer["Error"] == {"Code": case["errorCode"], "Message": case["errorMessage"]}
    assert answer["ResponseMetadata"]["RequestId"] == "foo-id"
