"""The form of a template: its sections, their members, and names that have to be there, in CloudFormation's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import arguments, graph

_MAPS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs", "Rules")
_SECTIONS = frozenset(
    (*_MAPS, "AWSTemplateFormatVersion", "Description", "Globals", "Hooks", "Metadata", "Transform"),
)
_POLICED = ("DeletionPolicy", "UpdateReplacePolicy")
_ATTRIBUTES = frozenset(
    (
        *_POLICED,
        *("Condition", "Connectors", "CreationPolicy", "DependsOn", "Description", "IgnoreGlobals", "Metadata"),
        *("Properties", "Type", "UpdatePolicy", "Version"),
    )
)
_NAME = re.compile("[A-Za-z0-9]+")
_TYPE = re.compile(r"[A-Za-z0-9]+::[A-Za-z0-9@_-]+(::.+)*")
_POLICIES = frozenset(("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"))
_LOOP = "Fn::ForEach::"
_FORMAT = "Template format error: "
_NO_RESOURCES = "Cannot reference resources in the Conditions block of the template"
_NO_EXPORT = "The Name field of every Export member must not depend on any resources, imported values, or Fn::GetAZs."
_VERSION = "2010-09-09"
Section = Mapping[str, Any]


def wrong(template: Section) -> Iterator[str]:
    """What is wrong with the form of a template, loops written out; the first counts."""
    unknown = [name for name in template if name not in _SECTIONS and name != "Fn::Transform"]
    if unknown:
        yield f"Invalid template property or properties [{', '.join(unknown)}]"
    if str(template.get("AWSTemplateFormatVersion", _VERSION)) != _VERSION:
        yield f"{_FORMAT}unsupported value for AWSTemplateFormatVersion."
    yield from _description(template.get("Description", ""))
    for name in _MAPS:
        if name in template and not isinstance(template[name], Mapping):
            yield f"{_FORMAT}{name} must be an object."  # what follows takes it for one
            return
    if not template.get("Resources"):
        yield f"{_FORMAT}At least one Resources member must be defined."
    for name, section in (("Resource", "Resources"), ("Parameter", "Parameters"), ("Output", "Outputs")):
        for one in template.get(section, {}):
            if not _NAME.fullmatch(one) and not one.startswith(_LOOP):
                yield f"{_FORMAT}{name} name {one} is non alphanumeric."
    yield from _mappings(template.get("Mappings", {}))
    yield from _resources(template.get("Resources", {}))
    yield from _outputs(template.get("Outputs", {}), template.get("Resources", {}))
    yield from _conditions(template)


def _description(given: Any) -> Iterator[str]:
    if not isinstance(given, str):
        yield f"{_FORMAT}Every Description member must be a string."
    elif len(given.encode()) > 1024:
        yield f"{_FORMAT}'Description' length is greater than 1024."


def _mappings(section: Section) -> Iterator[str]:
    for name, one in section.items():
        if not isinstance(one, Mapping) or not all(
            isinstance(keys, Mapping) for key, keys in one.items() if key[:4] != "Fn::"
        ):
            yield f"{_FORMAT}Every Mappings member {name} must be a map."


def _resources(section: Section) -> Iterator[str]:
    for name, one in section.items():
        if not isinstance(one, Mapping):
            yield f"{_FORMAT}Any Resources member must be an object."
            return
        if not isinstance(one.get("Type"), str):
            yield f"{_FORMAT}[/Resources/{name}] Every Resources object must contain a Type member."
            return
        for attribute in one:
            if attribute not in _ATTRIBUTES:
                yield f"Invalid template resource property '{attribute}'"
        yield from _policies(name, one)
        if not _is_dependency(one.get("DependsOn", [])):
            yield f"{_FORMAT}DependsOn must be a string or list of strings."
            return
        if one["Type"].startswith("Custom::") and "ServiceToken" not in (one.get("Properties") or {}):
            yield f"{_FORMAT}Custom resource {name} needs the property ServiceToken"
        yield from arguments.wrong(one.get("Properties"))
    unrecognized = [one["Type"] for one in section.values() if not _TYPE.fullmatch(one["Type"])]
    if unrecognized:
        yield f"{_FORMAT}Unrecognized resource types: [{', '.join(dict.fromkeys(unrecognized))}]"


def _policies(name: str, declaration: Section) -> Iterator[str]:
    for attribute in _POLICED:
        policy = declaration.get(attribute, "Delete")
        if isinstance(policy, str) and policy not in _POLICIES:
            yield f"Template error: Unrecognized {attribute} {policy} for resource {name}"


def _is_dependency(given: Any) -> bool:
    return isinstance(given, str) or (isinstance(given, list) and all(isinstance(one, str) for one in given))


def _outputs(section: Section, resources: Section) -> Iterator[str]:
    exported: set[Any] = set()
    for name, one in section.items():
        if not isinstance(one, Mapping) or "Value" not in one:
            yield f"{_FORMAT}Every Outputs member must contain a Value object"
            return
        value, export = one["Value"], one.get("Export", {"Name": ""})
        if isinstance(value, list) or (isinstance(value, Mapping) and not _is_function(value)):
            yield f"{_FORMAT}Output {name} is malformed. The Value field of every Outputs member must evaluate to a String."
        if not isinstance(export, Mapping) or isinstance(export.get("Name", []), list):
            yield f"{_FORMAT}Output {name} is malformed. The Name field of every Export member must be specified."
            return
        yield from arguments.wrong(value)
        yield from arguments.wrong(export)
        if any(kind == "Fn::GetAtt" or named in resources for kind, named in graph.references(export)):
            yield f"{_FORMAT}Output {name} is malformed. {_NO_EXPORT}"
        given = str(export["Name"])
        if given in exported:
            yield f"{_FORMAT}Export name {given} is given twice"
        exported.update([given] if "Export" in one else [])


def _is_function(value: Section) -> bool:
    return len(value) == 1 and all(name == "Ref" or name.startswith("Fn::") for name in value)


# conditions ------------------------------------------------------------------------------------------------------------


def _conditions(template: Section) -> Iterator[str]:
    declared, resources = template.get("Conditions", {}), template.get("Resources", {})
    for one in declared.values():
        if not isinstance(one, Mapping):
            yield f"{_FORMAT}Conditions can only be boolean operations on parameters and other conditions"
            return
        yield from arguments.wrong(one)
        known = template.get("Parameters", {})
        unresolved = {name for _, name in graph.references(one) if name not in known and not name.startswith("AWS::")}
        if unresolved:
            names = ", ".join(sorted(unresolved))
            yield f"{_FORMAT}Unresolved dependencies [{names}]. {_NO_RESOURCES}"
        missing = next((name for name in _named(one) if name not in declared), None)
        if missing is not None:
            yield f"{_FORMAT}Unresolved condition dependency {missing} in the Conditions block of the template"
            return
    yield from _circular(declared)
    for name, section in (("Resources", resources), ("Outputs", template.get("Outputs", {}))):
        for one in section.values():
            for used in _used(one):
                if not isinstance(used, str) or used not in declared:
                    yield f"{_FORMAT}Unresolved condition dependency {used} in the {name} block of the template"


def _named(node: Any) -> Iterator[str]:
    """The conditions that another one is made of."""
    if isinstance(node, Mapping):
        for name, one in node.items():
            if name == "Condition" and isinstance(one, str):
                yield one
            else:
                yield from _named(one)
    elif isinstance(node, list):
        for one in node:
            yield from _named(one)


def _circular(declared: Section) -> Iterator[str]:
    for name in declared:
        seen, further = {name}, [(name, one) for one in _named(declared[name])]
        while further:
            above, one = further.pop()
            if one == name:
                yield f"Template error: Found circular condition dependency between {name} and {above}"
                return
            if one not in seen:
                seen.add(one)
                further.extend((one, below) for below in _named(declared[one]))


def _used(declaration: Section) -> Iterator[Any]:
    """The conditions that a resource or output is made by."""
    if "Condition" in declaration:
        yield declaration["Condition"]
    yield from _in_functions([declaration.get("Properties"), declaration.get("Value")])


def _in_functions(node: Any) -> Iterator[Any]:
    if isinstance(node, Mapping):
        for name, one in node.items():
            if name == "Fn::If":
                yield one[0]
            yield from _in_functions(one)
    elif isinstance(node, list):
        for one in node:
            yield from _in_functions(one)
