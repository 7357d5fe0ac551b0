"""What a change set says of each resource: whether it is added, changed, replaced or removed, and what causes that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from mockvpce.moto_bridge.cloudformation import graph, nested, schema, values
from mockvpce.moto_bridge.cloudformation.adapter import StackResource
from mockvpce.moto_bridge.cloudformation.records import Made, keep, records_of

_LATER = "{{changeSet:KNOWN_AFTER_APPLY}}"
_ATTRIBUTES = ("Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy")
Change = dict[str, Any]


class _Unmade:
    """Stands for a resource that is not there before the change set is executed."""

    physical_resource_id = _LATER

    @staticmethod
    def get_cfn_attribute(_: str) -> str:
        """What `Fn::GetAtt` gives of it."""
        return _LATER


class Comparison:
    """A stack as it is beside a template, parameters and tags; making it raises what is wrong with these."""

    def __init__(
        self, stack: Any, template: dict[str, Any], parameters: Mapping[str, Any], tags: Mapping[str, str]
    ) -> None:
        self._parser: Any = import_module("moto.cloudformation.parsing")
        self.map = self._parser.ResourceMap(
            stack.stack_id,
            stack.name,
            parameters,
            tags,
            account_id=stack.account_id,
            region_name=stack.region_name,
            template=template,
            cross_stack_resources=stack.cross_stack_resources,
        )
        self.map.load()
        self._stack, self._tags = stack, tags
        self._had = dict(records_of(stack.resource_map))
        self._changed: set[str] = set()
        self._parameters = _differing(stack.resource_map.resolved_parameters, self.map.resolved_parameters)

    def changes(self) -> list[Change]:
        """What would become of each resource, those that stay left out: in the template's order, removed ones last."""
        declarations = self.map._resource_json_map  # noqa: SLF001 - moto's only way
        keep(self.map, {name: made for name, made in self._had.items() if name in declarations})
        wanted = [name for name, one in declarations.items() if self._is_wanted(one)]
        found: dict[str, Change] = {}
        for batch in graph.batches(declarations):
            for name in batch:
                if name in wanted and (change := self._change(name, declarations[name])) is not None:
                    found[name] = change
        gone = [_removed(made) for name, made in self._had.items() if name not in wanted]
        return [found[name] for name in wanted if name in found] + gone

    def _is_wanted(self, declaration: Mapping[str, Any]) -> bool:
        condition = declaration.get("Condition")
        return not condition or bool(self.map.lazy_condition_map[condition])

    def _change(self, name: str, declaration: Mapping[str, Any]) -> Change | None:
        before = self._had.get(name)
        after = self._properties(name, declaration)
        if before is None:
            self.map._parsed_resources[name] = _Unmade()  # noqa: SLF001 - moto's only way
            self._changed.add(name)
            return {**_named("Add", name, declaration), "AfterContext": _context(declaration, after)}
        details = [
            *self._details(before, declaration, after),
            *self._of_stack(before),
            *_attributes(before, declaration),
        ]
        if not details:
            return None
        self._changed.add(name)
        replacement = _replacement(details)
        if replacement != "False":
            self.map._parsed_resources[name] = _Unmade()  # noqa: SLF001 - the same
        return {
            **_named("Modify", name, declaration),
            "PhysicalResourceId": before.physical_id,
            "Replacement": replacement,
            "PolicyAction": _policy_action(replacement, declaration),
            "Scope": list(dict.fromkeys(one["Target"]["Attribute"] for one in details)),
            "Details": details,
            "BeforeContext": _context(before.declaration, before.properties),
            "AfterContext": _context(declaration, after),
        }

    def _properties(self, name: str, declaration: Mapping[str, Any]) -> Mapping[str, Any]:
        """The properties as they would be, as far as that is known."""
        given = declaration.get("Properties") or {}
        resolved = {key: self._resolved(value) for key, value in given.items()}
        try:
            shaped: Mapping[str, Any] = values.shaped(declaration["Type"], name, resolved)
        except Exception:
            shaped = values.without_none(resolved)  # what is wrong with them shows at execution
        return shaped

    def _resolved(self, value: Any) -> Any:
        try:
            return self._parser.clean_json(value, self.map)
        except Exception:
            return _LATER  # a function of what is known later

    # one resource's details ----------------------------------------------------------------------------------------

    def _details(self, before: Made, declaration: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        if before.type == nested.TYPE:
            yield _detail({"Attribute": "Properties", "RequiresRecreation": "Never"}, "Dynamic", "Automatic")
            return
        had, wanted = before.declaration.get("Properties") or {}, declaration.get("Properties") or {}
        shown = before.properties if before.resolved else had
        new = after if before.resolved else wanted
        for name in dict.fromkeys([*wanted, *had]):
            causes = list(self._causes(wanted.get(name)))
            if shown.get(name) == new.get(name) and not any(source == "ResourceAttribute" for source, _ in causes):
                continue
            target = _target(name, _recreation(before, name, shown, new), shown.get(name), new.get(name))
            yield from _of_property(target, causes, is_direct=had.get(name) != wanted.get(name))

    def _causes(self, node: Any) -> Iterator[tuple[str, str]]:
        """Source and entity of each reference of a property to what changes."""
        for kind, name in dict.fromkeys(graph.references(node)):
            if name in self._parameters:
                yield "ParameterReference", name
            elif name in self._changed:
                source = "ResourceAttribute" if kind == "Fn::GetAtt" else "ResourceReference"
                yield source, _entity(node, name) if kind == "Fn::GetAtt" else name

    def _of_stack(self, before: Made) -> Iterator[Change]:
        if dict(self._stack.tags or {}) != dict(self._tags) and schema.has_tags(before.type) and before.tags:
            yield _detail({"Attribute": "Tags", "RequiresRecreation": "Never"}, "Static", "DirectModification")


def _entity(node: Any, name: str) -> str:
    """`Name.Attribute`, as the first reference to an attribute of a resource has it."""
    text = json.dumps(node)
    listed = re.search(rf'"Fn::GetAtt": \["{name}", "([^"]+)"\]', text)
    inside = re.search(rf"\$\{{{name}\.([^}}]+)\}}", text)
    found = listed or inside
    return f"{name}.{found[1]}" if found else name


def _differing(had: Mapping[str, Any], wanted: Mapping[str, Any]) -> set[str]:
    return {name for name in had.keys() | wanted.keys() if had.get(name) != wanted.get(name)}


def _named(action: str, name: str, declaration: Mapping[str, Any]) -> Change:
    return {
        "Action": action,
        "LogicalResourceId": name,
        "ResourceType": declaration["Type"],
        "Scope": [],
        "Details": [],
    }


def _removed(made: Made) -> Change:
    return {
        **_named("Remove", made.logical_id, made.declaration),
        "PhysicalResourceId": made.physical_id,
        "PolicyAction": "Retain" if made.is_retained else "Delete",
        "BeforeContext": _context(made.declaration, made.properties),
    }


def _recreation(before: Made, name: str, had: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    if isinstance(before.resource, StackResource):
        fixed = before.resource.declared.replacing
    else:
        fixed = schema.create_only(before.type)
    within = schema.replaces_within(before.type, _only(name, had), _only(name, wanted))
    return "Always" if name in fixed or within else "Never"


def _only(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: properties[name]} if name in properties else {}


def _target(name: str, recreation: str, before: Any, after: Any) -> Change:
    kinds = {(True, False): "Add", (False, True): "Remove"}
    target = {
        "Attribute": "Tags" if name == "Tags" else "Properties",
        "Name": None if name == "Tags" else name,
        "RequiresRecreation": recreation,
        "Path": f"/Properties/{name}",
        "AttributeChangeType": kinds.get((before is None, after is None), "Modify"),
        "BeforeValue": _text(before),
        "AfterValue": _text(after),
    }
    return {key: value for key, value in target.items() if value is not None}


def _of_property(target: Change, causes: list[tuple[str, str]], *, is_direct: bool) -> Iterator[Change]:
    is_dynamic = any(source != "ParameterReference" for source, _ in causes)
    for source, entity in causes:
        evaluation = "Static" if source == "ParameterReference" else "Dynamic"
        yield {**_detail(target, evaluation, source), "CausingEntity": entity}
    if is_direct or not is_dynamic:
        yield _detail(target, "Static" if is_direct and not is_dynamic else "Dynamic", "DirectModification")


def _attributes(before: Made, declaration: Mapping[str, Any]) -> Iterator[Change]:
    for name in _ATTRIBUTES:
        had, wanted = before.declaration.get(name), declaration.get(name)
        if had != wanted:
            target = {**_target(name, "Never", had, wanted), "Attribute": name, "Path": f"/{name}"}
            target.pop("Name")
            yield _detail(target, "Static", "DirectModification")


def _detail(target: Change, evaluation: str, source: str) -> Change:
    return {"Target": target, "Evaluation": evaluation, "ChangeSource": source}


def _replacement(details: list[Change]) -> str:
    always = [one["Evaluation"] for one in details if one["Target"]["RequiresRecreation"] == "Always"]
    if not always:
        return "False"
    return "True" if "Static" in always else "Conditional"


def _policy_action(replacement: str, declaration: Mapping[str, Any]) -> str | None:
    if replacement == "False":
        return None
    return "ReplaceAndRetain" if declaration.get("UpdateReplacePolicy") == "Retain" else "ReplaceAndDelete"


def _context(declaration: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    others = {name: declaration[name] for name in _ATTRIBUTES if name in declaration}
    return _text({"Properties": properties, **others}) or ""


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return (
        json.dumps(value, default=str, separators=(",", ":")) if isinstance(value, dict | list) else values.text(value)
    )
