"""What is asked about templates: their text, before and after transforms, and what they need and declare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import change_sets, loops, reading
from mockvpce.moto_bridge.cloudformation.checks import check_form, check_references
from mockvpce.moto_bridge.cloudformation.descriptions import stack_of
from mockvpce.moto_bridge.cloudformation.operations import Answer, refused
from mockvpce.moto_bridge.cloudformation.values import text

_IN_REVIEW = "GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."
_NEEDS = "The following resource(s) require capabilities: [{types}]"
_NAMED = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": None,
}
"""Types that need a capability, and the property whose presence needs the stronger one."""
Given = Mapping[str, Any]


def _get(backend: Any, given: Given) -> dict[str, Any]:
    if "ChangeSetName" in given:
        held = change_sets.find(backend, given["ChangeSetName"], given.get("StackName"))
        read = held.described.map._template  # noqa: SLF001 - moto's only way
    else:
        held = stack_of(backend, given["StackName"])
        read = held.template_dict
    is_processed = given.get("TemplateStage") == "Processed" and "Transform" in read
    body = json.dumps(read) if is_processed else held.template
    return {"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]}


def _summarize(backend: Any, given: Given) -> dict[str, Any]:
    if "StackName" in given:
        stack = stack_of(backend, given["StackName"])
        if stack.status == "REVIEW_IN_PROGRESS":
            raise refused("ValidationError", _IN_REVIEW)
        body = stack.template
    else:
        body = reading.body_of(backend, given)
    read = reading.template(body)
    resources = [one for one in read.get("Resources", {}).values() if isinstance(one, Mapping)]
    return {
        **_needed(read),
        "Parameters": list(_declared(read)),
        "ResourceTypes": list(dict.fromkeys(str(one.get("Type")) for one in resources)),
        "Version": read.get("AWSTemplateFormatVersion"),
        "Metadata": json.dumps(read["Metadata"]) if "Metadata" in read else None,
    }


def _validate(backend: Any, given: Given) -> dict[str, Any]:
    read = reading.template(reading.body_of(backend, given))
    loops.expand(read, {})
    check_form(read)
    resources = read["Resources"]
    check_references(resources, {*resources, *(read.get("Parameters") or {})})
    shown = ("ParameterKey", "DefaultValue", "NoEcho", "Description")
    parameters = [{name: one[name] for name in shown} for one in _declared(read)]
    return {**_needed(read), "Parameters": parameters}


def _declared(read: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, one in (read.get("Parameters") or {}).items():
        allowed = one.get("AllowedValues")
        yield {
            "ParameterKey": name,
            "DefaultValue": text(one["Default"]) if "Default" in one else None,
            "ParameterType": one.get("Type", "String"),
            "NoEcho": text(one.get("NoEcho", False)) == "true",
            "Description": one.get("Description", ""),
            "ParameterConstraints": {"AllowedValues": [text(item) for item in allowed]} if allowed else {},
        }


def _needed(read: Mapping[str, Any]) -> dict[str, Any]:
    """What a template says of itself, and what its author has to acknowledge."""
    transforms = read.get("Transform") or []
    transforms = [transforms] if isinstance(transforms, str) else list(transforms)
    declared = [one for one in (read.get("Resources") or {}).values() if isinstance(one, Mapping)]
    restricted = [one for one in declared if one.get("Type") in _NAMED]
    capabilities = ["CAPABILITY_AUTO_EXPAND"] if transforms else []
    if restricted:
        is_named = any(_NAMED[one["Type"]] in (one.get("Properties") or {}) for one in restricted)
        capabilities.insert(0, "CAPABILITY_NAMED_IAM" if is_named else "CAPABILITY_IAM")
    types = ", ".join(dict.fromkeys(one["Type"] for one in restricted))
    return {
        "Description": read.get("Description"),
        "Capabilities": capabilities or None,
        "CapabilitiesReason": _NEEDS.format(types=types) if restricted else None,
        "DeclaredTransforms": [one if isinstance(one, str) else one.get("Name") for one in transforms] or None,
    }


ANSWERS: Mapping[str, Answer] = {
    "GetTemplate": _get,
    "GetTemplateSummary": _summarize,
    "ValidateTemplate": _validate,
}
