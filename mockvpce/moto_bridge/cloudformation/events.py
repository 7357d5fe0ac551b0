"""The events of a stack and its resources, as DescribeStackEvents lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from xml.sax.saxutils import escape, unescape

from moto.core.utils import utcnow

from mockvpce.moto_bridge.cloudformation.records import Made
from mockvpce.protocol.results import in_xml


def tell_of_stack(stack: Any, status: str, reason: str | None = None) -> None:
    """The stack has another status."""
    stack.status = status
    stack.status_reason = None if reason == "User Initiated" else reason
    if status == "UPDATE_IN_PROGRESS":
        stack.last_updated_time = utcnow()
    elif status == "DELETE_IN_PROGRESS":
        stack.deletion_time = utcnow()
    stack._add_stack_event(status, resource_status_reason=reason)  # noqa: SLF001 - moto's only way


_WRAPPED = re.compile(r'Resource handler returned message: "(.*) \(Service: .*?\)" \(RequestToken: .*\)', re.DOTALL)
_CANCELLED = "Resource creation cancelled"


def failures() -> Iterator[str]:
    """A line for each resource of a stack that failed, in whichever account and Region, and why."""
    backends = import_module("moto.cloudformation.models").cloudformation_backends
    for account, regions in list(backends.items()):
        for region, backend in list(regions.items()):
            for stack in (*backend.stacks.values(), *backend.deleted_stacks.values()):
                yield from _failures_of(stack, f"{account} in {region}")


def _failures_of(stack: Any, where: str) -> Iterator[str]:
    failed = [one for one in stack.events if one.resource_status.endswith("_FAILED")]
    told = [one for one in failed if (one.resource_status_reason or _CANCELLED) != _CANCELLED]
    if told:
        yield f"{stack.name} of {where}: {stack.status}"
    for one in told:
        reason = unescape(one.resource_status_reason, {"&quot;": '"', "&#x27;": "'"})
        found = _WRAPPED.fullmatch(reason)
        yield f"  {one.logical_resource_id} ({one.resource_type}) {one.resource_status}: {found[1] if found else reason}"


def _written(made: Made) -> str | None:
    if made.written is None and made.properties:
        made.written = in_xml(json.dumps(made.properties, default=str))
    return made.written


def tell(stack: Any, made: Made, status: str, reason: str | None = None) -> None:
    """A resource of the stack has another status."""
    models = import_module("moto.cloudformation.models")
    kind = getattr(models, "Event", None) or models.FakeEvent
    event = kind(
        stack_id=stack.stack_id,
        stack_name=stack.name,
        logical_resource_id=made.logical_id,
        physical_resource_id=made.physical_id,
        resource_type=made.type,
        resource_status=status,
        resource_status_reason=reason,
        resource_properties=_written(made),
    )
    if kind.__name__ == "FakeEvent":  # older releases write XML without escaping it
        event.resource_status_reason = reason and escape(reason)
        event.resource_properties = event.resource_properties and escape(event.resource_properties)
    event.event_id = f"{made.logical_id}-{status}-{event.timestamp:%Y-%m-%dT%H:%M:%S}.{len(stack.events):03}Z"
    made.status, made.reason, made.when = status, reason, event.timestamp
    if stack.notification_arns:
        event.sendToSns(stack.account_id, stack.region_name, stack.notification_arns)
    stack.events.append(event)
