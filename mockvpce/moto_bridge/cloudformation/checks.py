"""What CloudFormation finds wrong with a template before it makes anything of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from graphlib import CycleError
from importlib import import_module
from typing import Any

from mockvpce.moto_bridge.cloudformation import graph, rules, wellformed
from mockvpce.moto_bridge.cloudformation.asking import moto_error

_UNDEFINED = "Template error: instance of Fn::GetAtt references undefined resource {name}"
_UNRESOLVED = "Template format error: Unresolved resource dependencies [{names}] in the Resources block of the template"
_NO_OUTPUT = "Unresolved resource dependencies [{names}] in the Outputs block of the template"
_NO_ATTRIBUTE = "Template error: resource {resource} does not support attribute type {attribute} in Fn::GetAtt"
_NOT_NOW = "Stack:{stack} is in {status} state and can not be updated."
_LOOKUPS = ("Fn::FindInMap", "Fn::Select")
_IMPORT = "Fn::ImportValue"
_FINAL = (
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "DELETE_COMPLETE",
    "DELETE_FAILED",
    "UPDATE_ROLLBACK_FAILED",
    "REVIEW_IN_PROGRESS",
)
_CIRCULAR = "Circular dependency between resources: [{names}]"
_RETYPED = (
    "Update of resource type is not permitted. "
    "The new template modifies resource type of the following resources: [{names}]"
)


def checking(load: Callable[[Any], None]) -> Callable[[Any], None]:
    """A map's `load` that checks the template too."""

    def load_and_check(resource_map: Any) -> None:
        template = resource_map._template  # noqa: SLF001 - moto's only way
        if template:  # a stack that waits for its first change set has none
            check_form(template)
        load(resource_map)
        for said in rules.broken(resource_map):
            _refuse(f"Template validation error: {said}")
        _check(resource_map)

    return load_and_check


def _check(resource_map: Any) -> None:
    declarations = resource_map._resource_json_map  # noqa: SLF001 - moto's only way
    check_references(declarations, declarations.keys() | resource_map._parsed_resources.keys())  # noqa: SLF001 - the same
    for declaration in declarations.values():
        if _holds(resource_map, declaration):
            _check_values(resource_map, declaration.get("Properties"), declarations)


def _check_values(resource_map: Any, node: Any, declarations: graph.Declarations) -> None:
    """Refuse calls of functions that give nothing, as far as no resource has to be there to know."""
    if isinstance(node, list):
        for one in node:
            _check_values(resource_map, one, declarations)
    elif isinstance(node, Mapping):
        if "Fn::If" in node:
            name, if_true, if_false = node["Fn::If"]
            taken = if_true if resource_map.lazy_condition_map[name] else if_false
            _check_values(resource_map, taken, declarations)
            return
        for name, given in node.items():
            if name == "Fn::GetAtt":
                _check_attribute(given, declarations)
            elif name in _LOOKUPS and _is_known(node, declarations):
                import_module("moto.cloudformation.parsing").clean_json({name: given}, resource_map)
            else:
                _check_values(resource_map, given, declarations)


def _is_known(node: Any, declarations: Collection[str]) -> bool:
    """Whether what a node gives follows from parameters and the template alone."""
    return not any(name in declarations for _, name in graph.references(node)) and _IMPORT not in str(node)


def check_form(template: Mapping[str, Any]) -> None:
    """Refuse a template whose form is wrong."""
    said = next(wellformed.wrong(template), None)
    if said is not None:
        _refuse(said)


def check_references(declarations: graph.Declarations, known: Collection[str]) -> None:
    """Refuse references to what is not there, and resources that refer to each other."""
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
    itself = [name for name, one in declarations.items() if graph.names_itself(name, one)]
    if itself:
        _refuse(_CIRCULAR.format(names=", ".join(itself)))
    try:
        for _ in graph.batches(declarations):
            pass
    except CycleError as error:
        _refuse(_CIRCULAR.format(names=", ".join(sorted(set(error.args[1])))))


def check_outputs(resource_map: Any) -> None:
    """Refuse outputs of what is not there; takes the place of moto's check, which knows one form of them."""
    template = resource_map._template  # noqa: SLF001 - moto's only way
    declarations = resource_map._resource_json_map  # noqa: SLF001 - the same
    known = declarations.keys() | resource_map._parsed_resources.keys()  # noqa: SLF001 - the same
    for declared in (template.get("Outputs") or {}).values():
        if _holds(resource_map, declared):
            _check_output(resource_map, declared["Value"], known)


def _check_output(resource_map: Any, value: Any, known: Collection[str]) -> None:
    declarations = resource_map._resource_json_map  # noqa: SLF001 - moto's only way
    named = {name for _, name in graph.references(value) if not name.startswith("AWS::")}
    missing = sorted(name for name in named if name not in known)
    if missing:
        _refuse(f"Template format error: {_NO_OUTPUT.format(names=', '.join(missing))}")
    unmade = sorted(name for name in named if name in declarations and not _holds(resource_map, declarations[name]))
    if unmade:
        _refuse(_NO_OUTPUT.format(names=", ".join(unmade)))
    if isinstance(value, Mapping) and "Fn::GetAtt" in value:
        _check_attribute(value["Fn::GetAtt"], declarations)


def _check_attribute(given: Any, declarations: graph.Declarations) -> None:
    """Refuse an attribute that the type of a resource does not have, where both are written out."""
    parts = given.split(".", 1) if isinstance(given, str) else given
    if len(parts) != 2 or not all(isinstance(one, str) for one in parts):
        return
    name, attribute = parts
    kind = import_module("moto.cloudformation.parsing").resource_class_from_type(declarations[name]["Type"])
    if kind is not None and not kind.has_cfn_attr(attribute):
        short = declarations[name]["Type"].rpartition(":")[2]
        _refuse(_NO_ATTRIBUTE.format(resource=short, attribute=attribute))


def _holds(resource_map: Any, declared: Mapping[str, Any]) -> bool:
    return "Condition" not in declared or bool(resource_map.lazy_condition_map[declared["Condition"]])


def check_status(stack: Any) -> None:
    """Refuse to update a stack that has to be deleted or brought back first."""
    if stack.status in _FINAL:
        _refuse(_NOT_NOW.format(stack=stack.stack_id, status=stack.status))


def check_types(had: Mapping[str, Any], declarations: graph.Declarations) -> None:
    """Refuse an update that gives another type to a resource."""
    retyped = [name for name, one in declarations.items() if name in had and had[name].type != one["Type"]]
    if retyped:
        _refuse(_RETYPED.format(names=", ".join(retyped)))


def _refuse(message: str) -> None:
    raise moto_error("ValidationError", None, message)
