"""What becomes of the call of a placed client: it may go on, or its client is told what AWS, or the network, would.

The host of the request is resolved at the place, the way to it is walked, and every policy that the request meets is asked.
Loaded with the first such call, for the data plane is large.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from botocore import UNSIGNED, parsers
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

from mockvpce.engine.authorization import Identity
from mockvpce.engine.call_log import Call
from mockvpce.engine.faults import Order
from mockvpce.engine.placements import INTERNET, Placement
from mockvpce.engine.resource import Home
from mockvpce.engine.world import World
from mockvpce.gateways.aws_hosts import host_of
from mockvpce.gateways.client import UnsentResponse
from mockvpce.gateways.fault_messages import error_message, protocol_of
from mockvpce.network import actions, callers, client_calls, denials
from mockvpce.network.actions.call import Asked
from mockvpce.network.decision import Decision

_HOME_OF_GLOBAL = {
    "aws-global": "us-east-1",
    "aws-cn-global": "cn-north-1",
    "aws-us-gov-global": "us-gov-west-1",
}
"""The Region that answers for a partition's services without Regions, by botocore's name for none."""
_PORTS = {"http": 80}
Refusal = tuple[Any, dict[str, Any]]
"""The response of botocore, which has no types, and what is parsed of it."""


def admit(
    world: World, placement: Placement, model: Any, params: dict[str, Any], signer: Any, call: Call, account: str
) -> Refusal | None:
    """Decide a call of an account, and keep the decision with it: None where it may go on."""
    __tracebackhide__ = True
    credentials = signer._credentials  # noqa: SLF001 - the client's own; no public way
    key = "" if credentials is None else credentials.access_key
    home = account, _HOME_OF_GLOBAL.get(call.region, call.region)
    service = model.service_model.service_name
    url = urlsplit(params["url"])
    unsigned = model.auth_type == "none"
    with world.lock:
        world.settle()
        decision = client_calls.decide(
            world,
            client_calls.ClientCall(
                Asked(
                    service,
                    model.name,
                    call.parameters,
                    *home,
                    lambda kind, name: world.platform.authorization.arn_of(kind, name, home),
                ),
                placement.place or INTERNET,
                _caller(world, placement, key, home, signed=unsigned or _is_signed(signer)),
                host_of(params["url"]),
                url.port or _PORTS.get(url.scheme, client_calls.HTTPS),
                url.scheme == "https",
                str(params["headers"].get("User-Agent", "")),
                unsigned,
            ),
        )
    call.decision, call.path = decision, decision.path
    return None if decision else _refuse(world, decision, model, params, call)


def _caller(world: World, placement: Placement, key: str, home: Home, *, signed: bool) -> Identity | None:
    authorization = world.platform.authorization
    if placement.role is not None:
        account = placement.role.split(":", 5)[4]
        found = authorization.role((account, home[1]), placement.role)
        if found is not None:
            return found
        name = placement.role.rpartition("/")[2]  # the role is gone, with all that it might do
        arn = placement.role.replace(":iam:", ":sts:").partition(":role/")[0]
        return Identity(f"{arn}:assumed-role/{name}/mockvpce", account, placement.role)
    if not signed:
        return None
    known = None if placement.account else authorization.identity(key, home)
    return known or callers.plain(home)


def _refuse(world: World, decision: Decision, model: Any, params: dict[str, Any], call: Call) -> Refusal:
    __tracebackhide__ = True  # pytest's tracebacks end where the test's own code does
    call.attempts = 1
    if decision.unresolved:
        raise EndpointConnectionError(endpoint_url=params["url"])
    if decision.timed_out:
        raise ConnectTimeoutError(endpoint_url=params["url"])
    service = model.service_model
    is_rest = protocol_of(service).startswith("rest-")  # whose denials are 403 whatever the code [D]
    status = 403 if is_rest else denials.wording(f"{actions.prefix_of(call.service)}:").status
    request_id = world.ids.request()
    order = Order(
        service=call.service,
        operation=call.operation,
        code=decision.code,
        message=decision.message or "",
        status=status,
    )
    status, headers, body = error_message(order, service, params["method"], request_id)
    content = body if isinstance(body, bytes) else body.encode()
    parsed = _parser(protocol_of(service)).parse(
        {"status_code": status, "headers": headers, "body": content}, model.output_shape
    )
    parsed.setdefault("ResponseMetadata", {}).setdefault("RequestId", request_id)
    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    return UnsentResponse(params["url"], status, headers, lambda: content), parsed


def _is_signed(signer: Any) -> bool:
    """Whether the requests of a client say whose they are."""
    return signer._credentials is not None and signer.signature_version is not UNSIGNED  # noqa: SLF001 - no public way


@cache
def _parser(protocol: str) -> Any:
    return parsers.create_parser(protocol)
