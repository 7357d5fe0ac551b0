"""What is asked about stacks, their resources, and what they give to each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import imports
from mockvpce.moto_bridge.cloudformation.operations import Answer, refused
from mockvpce.moto_bridge.cloudformation.records import Made, records_of

_NO_STACK = "Stack '{name}' does not exist"
_NO_RESOURCE = "Resource {name} does not exist for stack {stack}"
_NO_PHYSICAL = "Stack for {name} does not exist"
_EITHER = "Either StackName or PhysicalResourceId must be provided"
_UNUSED = "Export '{name}' is not imported by any stack."
_PAGE = 100
Given = Mapping[str, Any]


def stack_of(backend: Any, name: str) -> Any:
    """A living stack by name or ARN, or a deleted one by its ARN; refused where there is none."""
    for one in backend.stacks.values():
        if name in (one.name, one.stack_id):
            return one
    if name in backend.deleted_stacks:
        return backend.deleted_stacks[name]
    raise refused("ValidationError", _NO_STACK.format(name=name))


# resources -------------------------------------------------------------------------------------------------------------


def _made(stack: Any) -> list[Made]:
    """The resources that the stack has, in the order of its template."""
    records = records_of(stack.resource_map)
    order = {name: place for place, name in enumerate(stack.resource_map._resource_json_map)}  # noqa: SLF001 - moto's only way
    there = (made for made in records.values() if made.resource is not None)
    return sorted(there, key=lambda made: order.get(made.logical_id, len(order)))


def _described(stack: Any, made: Made, time: str) -> dict[str, Any]:
    return {
        "StackName": stack.name,
        "StackId": stack.stack_id,
        "LogicalResourceId": made.logical_id,
        "PhysicalResourceId": made.physical_id,
        "ResourceType": made.type,
        time: made.when or stack.creation_time,
        "ResourceStatus": made.status or stack.status,
        "ResourceStatusReason": made.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }


def _describe_resource(backend: Any, given: Given) -> dict[str, Any]:
    stack, name = stack_of(backend, given["StackName"]), given["LogicalResourceId"]
    made = next((one for one in _made(stack) if one.logical_id == name), None)
    if made is None:
        raise refused("ValidationError", _NO_RESOURCE.format(name=name, stack=given["StackName"]))
    metadata = json.dumps(made.declaration.get("Metadata", {}), separators=(",", ":"))
    return {"StackResourceDetail": {**_described(stack, made, "LastUpdatedTimestamp"), "Metadata": metadata}}


def _describe_resources(backend: Any, given: Given) -> dict[str, Any]:
    if "StackName" in given:
        stack = stack_of(backend, given["StackName"])
    elif "PhysicalResourceId" in given:
        stack = _stack_with(backend, given["PhysicalResourceId"])
    else:
        raise refused("ValidationError", _EITHER)
    name = given.get("LogicalResourceId")
    found = [made for made in _made(stack) if name in (None, made.logical_id)]
    return {"StackResources": [_described(stack, made, "Timestamp") for made in found]}


def _stack_with(backend: Any, physical_id: str) -> Any:
    for stack in backend.stacks.values():
        if any(made.physical_id == physical_id for made in _made(stack)):
            return stack
    raise refused("ValidationError", _NO_PHYSICAL.format(name=physical_id))


def _list_resources(backend: Any, given: Given) -> dict[str, Any]:
    stack = stack_of(backend, given["StackName"])
    page, more = paged(_made(stack), given)
    summaries = [_described(stack, made, "LastUpdatedTimestamp") for made in page]
    return {"StackResourceSummaries": summaries, "NextToken": more}


def paged(found: Iterable[Any], given: Given) -> tuple[list[Any], str | None]:
    """A page of what there is, and where the next one begins."""
    listed, begin = list(found), int(given.get("NextToken") or 0)
    end = begin + _PAGE
    return listed[begin:end], str(end) if end < len(listed) else None


# stacks ----------------------------------------------------------------------------------------------------------------


def _list_imports(backend: Any, given: Given) -> dict[str, Any]:
    users = imports.users(backend, given["ExportName"])
    if not users:
        raise refused("ValidationError", _UNUSED.format(name=given["ExportName"]))
    page, more = paged(users, given)
    return {"Imports": page, "NextToken": more}


def _protect(backend: Any, given: Given) -> dict[str, Any]:
    stack = stack_of(backend, given["StackName"])
    stack.enable_termination_protection = given["EnableTerminationProtection"]
    return {"StackId": stack.stack_id}


ANSWERS: Mapping[str, Answer] = {
    "DescribeStackResource": _describe_resource,
    "DescribeStackResources": _describe_resources,
    "ListStackResources": _list_resources,
    "ListImports": _list_imports,
    "UpdateTerminationProtection": _protect,
}
