"""`AWS::EC2::VPCGatewayAttachment`: of an internet gateway or of a virtual private gateway."""

from __future__ import annotations

from mockvpce.engine.stacks import Properties, Requests, StackRefusal, StackType, declare
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.failures import is_gone
from mockvpce.protocol.errors import EC2Error

_KINDS = {"InternetGatewayId": ("IGW", "InternetGateway"), "VpnGatewayId": ("VGW", "VpnGateway")}
"""The property that names the gateway, and how its kind is called."""
_ONE = "Exactly one of InternetGatewayId and VpnGatewayId has to be given"


def _gateway(requests: Requests, properties: Properties) -> tuple[str, str]:
    """The property that names the gateway, and its id."""
    named = [(name, str(properties[name])) for name in _KINDS if properties.get(name)]
    if len(named) != 1:
        raise StackRefusal(EC2Error("InvalidRequest", _ONE), requests.world.ids.request())
    return named[0]


def _attach(requests: Requests, properties: Properties) -> str:
    (name, gateway_id), vpc_id = _gateway(requests, properties), str(properties["VpcId"])
    short, kind = _KINDS[name]
    with requests.world.lock:
        ask(requests, f"Attach{kind}", **{name: gateway_id}, VpcId=vpc_id)
        requests.hasten(f"{gateway_id}/{vpc_id}")
    return f"{short}|{vpc_id}"


def _detach(requests: Requests, _: str, properties: Properties) -> None:
    (name, gateway_id), vpc_id = _gateway(requests, properties), str(properties["VpcId"])
    attachment = requests.world.get(f"{gateway_id}/{vpc_id}")
    if name == "VpnGatewayId" and (attachment is None or attachment.state not in ("attaching", "attached")):
        return
    try:
        ask(requests, f"Detach{_KINDS[name][1]}", **{name: gateway_id}, VpcId=vpc_id)
    except StackRefusal as refusal:
        if not is_gone(refusal) and refusal.error.code != "Gateway.NotAttached":
            raise
    requests.hasten(f"{gateway_id}/{vpc_id}")


def _change(requests: Requests, attachment_id: str, before: Properties, after: Properties) -> str | None:
    if _gateway(requests, before) == _gateway(requests, after):
        return None
    _detach(requests, attachment_id, before)
    return _attach(requests, after)


declare(
    StackType(
        name="AWS::EC2::VPCGatewayAttachment",
        create=_attach,
        change=_change,
        remove=_detach,
        attributes={"AttachmentType": lambda _, attachment_id: attachment_id.partition("|")[0]},
        replacing=frozenset({"VpcId"}),
    )
)
