"""Error answers on the wire, in the protocol that a service speaks, so that botocore parses, retries and raises them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import ServiceModel

from mockvpce.engine.faults import Order
from mockvpce.protocol import wire

Message = tuple[int, dict[str, str], Any]
"""Status, headers and body."""
_XML = "text/xml"


def error_message(order: Order, model: ServiceModel, method: str, request_id: str) -> Message:
    """The answer that a client of the service reads the ordered code and message from."""
    code, message = order.code or "", order.message
    if method == "HEAD":  # such an answer has no body, so its status is all that anybody sees
        return order.status, {"x-amzn-requestid": request_id}, ""
    write = _FORMS.get(protocol_of(model), _json)
    headers, body = write(model, code, message, request_id)
    return order.status, {"x-amzn-requestid": request_id, **headers}, body


def protocol_of(model: ServiceModel) -> str:
    """What the client speaks; older botocore knows one protocol a service."""
    resolved = getattr(model, "resolved_protocol", None)
    return str(resolved or model.metadata.get("protocol", ""))


def _ec2(model: ServiceModel, code: str, message: str, request_id: str) -> tuple[Mapping[str, str], Any]:
    del model
    return {"content-type": _XML}, wire.write_error(code, message, request_id)


def _query(model: ServiceModel, code: str, message: str, request_id: str) -> tuple[Mapping[str, str], Any]:
    del model
    return {"content-type": _XML}, (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def _rest_xml(model: ServiceModel, code: str, message: str, request_id: str) -> tuple[Mapping[str, str], Any]:
    if not model.metadata.get("endpointPrefix", "").startswith("s3"):
        return _query(model, code, message, request_id)
    return {"content-type": "application/xml"}, (
        f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message><RequestId>{request_id}</RequestId></Error>"
    )


def _json(model: ServiceModel, code: str, message: str, request_id: str) -> tuple[Mapping[str, str], Any]:
    del request_id
    headers = {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": _shape_of(model, code)}
    return {**headers, **_query_error(model, code)}, json.dumps(
        {"__type": _shape_of(model, code), "message": message, "Message": message}
    )


def _cbor(model: ServiceModel, code: str, message: str, request_id: str) -> tuple[Mapping[str, str], Any]:
    del request_id
    headers = {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    members = ("__type", _shape_of(model, code), "message", message)
    return {**headers, **_query_error(model, code)}, b"\xa2" + b"".join(map(_cbor_text, members))


def _cbor_text(text: str) -> bytes:
    """A text string as RFC 8949 has it: major type 3, with a length of four bytes."""
    content = text.encode()
    return b"\x7a" + len(content).to_bytes(4, "big") + content


def _query_error(model: ServiceModel, code: str) -> Mapping[str, str]:
    """Services that once spoke the Query protocol tell its code beside the shape of the error."""
    return {"x-amzn-query-error": f"{code};Sender"} if "awsQueryCompatible" in model.metadata else {}


def _shape_of(model: ServiceModel, code: str) -> str:
    """The name of the error's shape, which the code of the Query protocol may differ from."""
    if "awsQueryCompatible" in model.metadata:
        for shape in model.error_shapes:
            if (shape.metadata.get("error") or {}).get("code") == code:
                return str(shape.name)
    return code


_FORMS: Mapping[str, Callable[[ServiceModel, str, str, str], tuple[Mapping[str, str], Any]]] = {
    "ec2": _ec2,
    "query": _query,
    "rest-xml": _rest_xml,
    "json": _json,
    "rest-json": _json,
    "smithy-rpc-v2-cbor": _cbor,
}


def exception_of(order: Order, address: str) -> Exception:
    """The exception of an order; a class is given the members that botocore's own classes have."""
    if not isinstance(order.exception, type):
        assert order.exception is not None, "asked for orders with an exception only"  # noqa: S101 - narrows the type
        return order.exception
    given: dict[str, Any] = {
        "endpoint_url": address,
        "proxy_url": address,
        "error": "ordered by the test",
        "timeout": 60,
        "timestamp": "",
        "header": "",
    }
    return order.exception(**given)
