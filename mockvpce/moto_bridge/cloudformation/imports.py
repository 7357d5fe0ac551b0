"""What stacks import of each other's exports: what is missing, and what may not go or change as others use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from mockvpce.moto_bridge.cloudformation.failures import StackFailure


def names_imported(resource_map: Any) -> set[str]:
    """The names of the exports that a stack's resources and outputs import."""
    parser = import_module("moto.cloudformation.parsing")
    sections = (resource_map._resource_json_map, resource_map._template.get("Outputs") or {})  # noqa: SLF001 - moto's only way
    names = set()
    for section in sections:
        for declaration in section.values():
            if _holds(resource_map, declaration.get("Condition")):
                for wanted in _imports(resource_map, [declaration.get("Properties"), declaration.get("Value")]):
                    names.add(parser.clean_json(wanted, resource_map))
    return {name for name in names if isinstance(name, str)}


def missing(resource_map: Any) -> str | None:
    """The name of an export that the template imports and nobody has."""
    exports = resource_map.cross_stack_resources or {}
    return next((name for name in sorted(names_imported(resource_map)) if name not in exports), None)


def check_still_exported(backend: Any, stack: Any, exports: Mapping[str, Any]) -> None:
    """Raise `StackFailure` where these exports of a stack leave out or change what other stacks import."""
    for name, before in _exports_in_use(backend, stack):
        if name not in exports:
            raise StackFailure(in_use(backend, stack, name))
        if exports[name].value != before.value:
            raise StackFailure(in_use(backend, stack, name, "updated"))


def first_in_use(backend: Any, stack: Any) -> str | None:
    """The first export of a stack that others import."""
    return next((name for name, _ in _exports_in_use(backend, stack)), None)


def in_use(backend: Any, stack: Any, name: str, verb: str = "deleted") -> str:
    """Why an export cannot be deleted or updated."""
    *others, last = _users(backend, stack, name)
    users = f"{', '.join(others)} and {last}" if others else last
    return f"Export {name} cannot be {verb} as it is in use by {users}"


def _exports_in_use(backend: Any, stack: Any) -> Iterator[tuple[str, Any]]:
    for name, export in list(backend.exports.items()):
        if export.exporting_stack_id == stack.stack_id and _users(backend, stack, name):
            yield name, export


def users(backend: Any, name: str) -> list[str]:
    """The names of the stacks that import an export."""
    return [one.name for one in backend.stacks.values() if name in vars(one).get("imports_of_last_run", ())]


def _users(backend: Any, stack: Any, name: str) -> list[str]:
    return [one for one in users(backend, name) if one != stack.name]


def _holds(resource_map: Any, condition: str | None) -> bool:
    return not condition or bool(resource_map.lazy_condition_map.get(condition))


def _imports(resource_map: Any, node: Any) -> Iterator[Any]:
    """What stands in `Fn::ImportValue`, in the branches that conditions lead to."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "Fn::ImportValue":
                yield value
            elif key == "Fn::If":
                condition, true, false = value
                yield from _imports(resource_map, true if _holds(resource_map, condition) else false)
            else:
                yield from _imports(resource_map, value)
    elif isinstance(node, list):
        for item in node:
            yield from _imports(resource_map, item)
