"""The client connect handler: a Lambda function that is asked about each connection (Administrator Guide, "Connection
authorization")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockvpce.engine.services import Invocation
    from mockvpce.engine.world import World
    from mockvpce.resources.client_vpn.connection import ClientVpnConnection
    from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint

SCHEMA = "v3"
SCHEMAS = ("v1", "v2", "v3")
MESSAGE = {"v1": "error-msg-on-failed-posture-compliance"}
"""Under which name a version of the schema has the message for clients, where it is not the usual one."""
LONGEST = 255
STATUSES = 10

DENIED = "client-connect-failed"
FAILED = "client-connect-handler-other-execution-error"
INVALID = "client-connect-handler-invalid-response"

SOMEWHERE = "198.51.100.1"
"""The public address of every client, since none says from where it connects."""


class Denied(Exception):  # noqa: N818 - the word of the domain
    """The handler does not let the client in. `code`: what the endpoint's log has for that."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def ask(world: World, endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> tuple[str, ...]:
    """The posture compliance statuses that the endpoint's handler gives a client; `Denied` where it lets it not in."""
    arn = endpoint.options.handler_arn
    if not arn:
        return ()
    question = json.dumps(_question(endpoint, connection))
    found = world.platform.services.invoke((endpoint.account, endpoint.region), arn, question)
    if found is None:
        raise Denied(FAILED, f"{arn}, the client connect handler of {endpoint.id}, does not exist")
    return _read(arn, found)


def _question(endpoint: ClientVpnEndpoint, connection: ClientVpnConnection) -> dict[str, Any]:
    return {
        "connection-id": connection.id,
        "endpoint-id": endpoint.id,
        "common-name": connection.common_name,
        "username": connection.user,
        "platform": "linux",
        "platform-version": "",
        "public-ip": SOMEWHERE,
        "client-openvpn-version": "",
        "aws-client-version": "",
        "groups": list(connection.groups) or "",
        "schema-version": SCHEMA,
    }


def _read(arn: str, found: Invocation) -> tuple[str, ...]:
    if found.failed:
        raise Denied(FAILED, f"the client connect handler {arn} has failed: {found.answer}")
    answer = _parsed(found.answer)
    if answer is None:
        raise Denied(
            INVALID, f"the client connect handler {arn} has to give an answer of its schema, got {found.answer}"
        )
    if not answer["allow"]:
        said = answer[_message_of(answer)]
        raise Denied(DENIED, f"the client connect handler {arn} denies the connection{said and f': {said}'}")
    return tuple(answer["posture-compliance-statuses"])


def _parsed(text: str) -> Mapping[str, Any] | None:
    """An answer with all that the schema asks for; None for another one."""
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    if not isinstance(answer, Mapping) or answer.get("schema-version") not in SCHEMAS:
        return None
    statuses = answer.get("posture-compliance-statuses")
    whole = (
        isinstance(answer.get("allow"), bool)
        and _is_short(answer.get(_message_of(answer)))
        and isinstance(statuses, list)
        and len(statuses) <= STATUSES
        and all(map(_is_short, statuses))
    )
    return answer if whole else None


def _message_of(answer: Mapping[str, Any]) -> str:
    return MESSAGE.get(answer["schema-version"], "error-msg-on-denied-connection")


def _is_short(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST
