"""What CloudFormation finds wrong with a template before it makes anything of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError
from importlib import import_module
from typing import Any

from mockvpce.moto_bridge.cloudformation import graph
from mockvpce.moto_bridge.cloudformation.asking import moto_error

_UNDEFINED = "Template error: instance of Fn::GetAtt references undefined resource {name}"
_UNRESOLVED = "Template format error: Unresolved resource dependencies [{names}] in the Resources block of the template"
_CIRCULAR = "Circular dependency between resources: [{names}]"
_RETYPED = (
    "Update of resource type is not permitted. "
    "The new template modifies resource type of the following resources: [{names}]"
)


def checking(load: Callable[[Any], None]) -> Callable[[Any], None]:
    """A map's `load` that checks the template too."""

    def load_and_check(resource_map: Any) -> None:
        load(resource_map)
        _check(resource_map)

    return load_and_check


def _check(resource_map: Any) -> None:
    declarations = resource_map._resource_json_map  # noqa: SLF001 - moto's only way
    known = declarations.keys() | resource_map._parsed_resources.keys()  # noqa: SLF001 - the same
    unresolved = set()
    for declaration in declarations.values():
        for kind, named in graph.references(declaration.get("Properties")):
            if kind == "Fn::GetAtt" and named not in declarations:
                _refuse(_UNDEFINED.format(name=named))
            if named not in known and not named.startswith("AWS::"):
                unresolved.add(named)
        unresolved.update(one for one in graph.depends_on(declaration) if one not in declarations)

    if unresolved:
        _refuse(_UNRESOLVED.format(names=", ".join(sorted(unresolved))))
    try:
        for _ in graph.batches(declarations):
            pass
    except CycleError as error:
        _refuse(_CIRCULAR.format(names=", ".join(sorted(set(error.args[1])))))


def check_types(had: Mapping[str, Any], declarations: graph.Declarations) -> None:
    """Refuse an update that gives another type to a resource."""
    retyped = [name for name, one in declarations.items() if name in had and had[name].type != one["Type"]]
    if retyped:
        _refuse(_RETYPED.format(names=", ".join(retyped)))


def missing_import(resource_map: Any) -> str | None:
    """The name of an export that the template imports and nobody has."""
    parser = import_module("moto.cloudformation.parsing")
    exports = resource_map.cross_stack_resources or {}
    for declaration in resource_map._resource_json_map.values():  # noqa: SLF001 - moto's only way
        if declaration.get("Condition") and not resource_map.lazy_condition_map[declaration["Condition"]]:
            continue
        for wanted in _imports(declaration.get("Properties")):
            name = parser.clean_json(wanted, resource_map)
            if isinstance(name, str) and name not in exports:
                return name
    return None


def _imports(node: Any) -> Iterator[Any]:
    """What stands in `Fn::ImportValue`, but where a condition decides about it."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "Fn::ImportValue":
                yield value
            elif key != "Fn::If":
                yield from _imports(value)
    elif isinstance(node, list):
        for item in node:
            yield from _imports(item)


def _refuse(message: str) -> None:
    raise moto_error("ValidationError", None, message)
