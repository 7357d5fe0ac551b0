"""Properties brought to the schema of their type, at any depth: text where text is wanted, numbers and booleans from text.

`AWS::NoValue` is gone from objects and lists. A value that does not fit the schema of one of our types is refused in
CloudFormation's words; a value of moto's own types stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mockvpce.engine.stacks import stack_types
from mockvpce.moto_bridge.cloudformation import schema

if TYPE_CHECKING:
    from mockvpce.moto_bridge.cloudformation.schema import Node
    from mockvpce.patching import Patches

_PARSE = "parse_resource_and_generate_name"
_WHY = "properties as the schema of their type has them"
_NAMES = {
    "string": "String",
    "integer": "Integer",
    "number": "Number",
    "boolean": "Boolean",
    "array": "JSONArray",
    "object": "JSONObject",
}
_JSON = {str: "String", bool: "Boolean", int: "Integer", float: "Number", list: "JSONArray", dict: "JSONObject"}
"""What CloudFormation's messages call the types of JSON."""


def apply(patches: Patches) -> None:
    """Take the place of moto's functions, once somebody imports them."""

    def wrap(parsing: Any) -> None:
        patches.replace(parsing, _PARSE, _shaping(getattr(parsing, _PARSE)), _WHY)

    patches.when_imported("moto.cloudformation.parsing", wrap, needs="cloudformation")


def _shaping(parse: Callable[..., Any]) -> Callable[..., Any]:
    def parse_resource(logical_id: str, resource_json: Any, resources_map: Any) -> Any:
        parsed = parse(logical_id, resource_json, resources_map)
        if not parsed:
            return parsed
        kind, resolved, name = parsed
        given = shaped(resolved["Type"], logical_id, resolved["Properties"])
        return kind, {**resolved, "Properties": given}, name

    return parse_resource


def shaped(type_name: str, logical_id: str, properties: Any) -> Any:
    """Resolved properties as the schema has them; raises moto's `ValidationError` where our type refuses them."""
    plain = without_none(properties)
    root = schema.properties_of(type_name)
    if root is None:
        return plain
    value = _brought_to(root, plain)
    wrong = list(_violations(root, value, "#")) if type_name in stack_types else []
    if wrong:
        text = f"Properties validation failed for resource {logical_id} with message: [{', '.join(wrong)}]"
        raise import_module("moto.cloudformation.exceptions").ValidationError(message=text)
    return value


def without_none(value: Any) -> Any:
    """The value without `AWS::NoValue` in its objects and lists."""
    if isinstance(value, Mapping):
        return {name: without_none(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_none(one) for one in value if one is not None]
    return value


def text(value: Any) -> str:
    """A scalar of a template where text is wanted: `true`, `1`, `1.5`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _brought_to(node: Node, value: Any) -> Any:
    if isinstance(value, dict) and node.kind == "object":
        members = node.members
        return {name: _brought_to(members[name], one) if name in members else one for name, one in value.items()}
    if isinstance(value, list) and node.kind == "array" and node.items is not None:
        items = node.items
        return [_brought_to(items, one) for one in value]
    convert = _CONVERTED.get(node.kind)
    return value if convert is None or isinstance(value, list | dict) else convert(value)


def _integer(value: Any) -> Any:
    try:
        return value if isinstance(value, bool) or float(value) != int(float(value)) else int(value)
    except (TypeError, ValueError, OverflowError):
        return value


def _number(value: Any) -> Any:
    try:
        return value if isinstance(value, bool | int) else float(value)
    except (TypeError, ValueError):
        return value


def _boolean(value: Any) -> Any:
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


_CONVERTED: dict[str, Callable[[Any], Any]] = {
    "string": text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}


def _violations(node: Node, value: Any, path: str) -> Iterator[str]:
    if not _fits(node, value):
        yield f"{path}: expected type: {_NAMES[node.kind]}, found: {_JSON.get(type(value), 'String')}"
    elif node.enum and text(value) not in node.enum:
        yield f"{path}: {value} is not a valid enum value"
    elif isinstance(value, dict) and node.members:
        yield from (f"{path}: required key [{name}] not found" for name in node.required if name not in value)
        for name, one in value.items():
            if name in node.members and "read-only" not in node.members[name].says:
                yield from _violations(node.members[name], one, f"{path}/{name}")
            else:
                yield f"{path}: extraneous key [{name}] is not permitted"
    elif isinstance(value, list) and node.items is not None:
        for place, one in enumerate(value):
            yield from _violations(node.items, one, f"{path}/{place}")


def _fits(node: Node, value: Any) -> bool:
    kinds: dict[str, Any] = {"array": list, "object": dict, "string": str, "boolean": bool, "number": int | float}
    if node.kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return node.kind == "json" or isinstance(value, kinds[node.kind])
