"""Requests of a stack to any service: ours are answered by the pipeline, all others by moto as if a client had made them.

So stacks meet what the API does: the same checks, guards and errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import botocore_stubber

from mockvpce.engine.operation import registry
from mockvpce.engine.stacks import Requests, StackRefusal
from mockvpce.protocol.data_files import shared_loader
from mockvpce.protocol.errors import EC2Error
from mockvpce.protocol.results import in_xml

Answer = Mapping[str, Any]
_GLOBAL = frozenset({"route53"})


def ask(requests: Requests, operation: str, service: str = "ec2", /, **parameters: Any) -> Answer:
    """Make a request in the name of the stack, without parameters that are None; raises `StackRefusal`."""
    if service == "ec2" and operation in registry:
        return requests.ask(operation, **parameters)
    account, region = requests.home
    given = {name: value for name, value in parameters.items() if value is not None}
    model, serializer, parser = _protocol(service)
    operation_model = model.operation_model(operation)
    try:
        serialized = serializer.serialize_to_request(given, operation_model)
    except (AttributeError, KeyError, TypeError, ValueError) as misfit:  # a value of another shape than the operation's
        refused = EC2Error("ValidationError", f"Invalid value in a parameter of {operation}: {misfit}")
        raise StackRefusal(refused, requests.world.ids.request()) from misfit
    request = _request(model, serialized, account, region)
    status, headers, body = BotocoreStubber.process_request(botocore_stubber, request)
    content = in_xml(body).encode() if isinstance(body, str) else body
    response = {"status_code": status, "headers": headers, "body": content}
    parsed: Answer = parser.parse(response, operation_model.output_shape)
    if status >= 300:
        error = parsed.get("Error", {})
        refused = EC2Error(str(error.get("Code", status)), str(error.get("Message", "")), status)
        raise StackRefusal(refused, requests.world.ids.request())
    return parsed


@cache
def _protocol(service: str) -> tuple[ServiceModel, Any, Any]:
    """A service's model, what writes its requests, and what reads its answers."""
    model = ServiceModel(shared_loader().load_service_model(service, "service-2"), service_name=service)
    protocol = model.metadata["protocol"]
    return model, create_serializer(protocol, include_validation=False), create_parser(protocol)


def _request(model: ServiceModel, serialized: Mapping[str, Any], account: str, region: str) -> Any:
    name = model.endpoint_prefix
    host = f"{name}.amazonaws.com" if name in _GLOBAL else f"{name}.{region}.amazonaws.com"
    scope = f"AKIAIOSFODNN7EXAMPLE/20200101/{region}/{name}/aws4_request"
    headers = {
        **serialized["headers"],
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "x-moto-account-id": account,
    }
    url = f"https://{host}{serialized['url_path']}"
    return AWSRequest(
        serialized["method"], url, headers, data=serialized["body"], params=serialized["query_string"]
    ).prepare()


@cache
def members_of(operation: str, service: str = "ec2") -> frozenset[str]:
    """The members of an operation's input."""
    shape = _protocol(service)[0].operation_model(operation).input_shape
    return frozenset(shape.members) if shape is not None else frozenset()
