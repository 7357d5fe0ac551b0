"""Outputs and exports of a stack, computed once a run is done; reading them makes nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from mockvpce.moto_bridge.cloudformation import imports
from mockvpce.moto_bridge.cloudformation.failures import StackFailure
from mockvpce.moto_bridge.cloudformation.values import text

_MALFORMED = (
    "Template format error: Output {name} is malformed. "
    "The Value field of every Outputs member must evaluate to a String."
)


def settle(stack: Any) -> None:
    """Compute what a stack gives out, and let others import it."""
    output_map = stack._create_output_map()  # noqa: SLF001 - moto's only way
    for name in output_map:
        output = output_map[name]
        if output is not None:
            output.value = _text(name, output.value)
    exports = _exports(stack, output_map)
    _check_free(stack, exports)
    imports.check_still_exported(backend_of(stack), stack, {one.name: one for one in exports})
    stack.imports_of_last_run = imports.names_imported(stack.resource_map)
    output_map.exports_of_last_run = exports
    _publish(stack, exports)
    stack.output_map = output_map


def _check_free(stack: Any, exports: list[Any]) -> None:
    """Refuse names under which other stacks export."""
    backend = backend_of(stack)
    for one in exports if stack.stack_id in backend.stacks else ():
        taken = backend.exports.get(one.name)
        if taken is not None and taken.exporting_stack_id != stack.stack_id:
            other = backend.stacks.get(taken.exporting_stack_id)
            name = taken.exporting_stack_id if other is None else other.name
            raise StackFailure(f"Export with name {one.name} is already exported by stack {name}.")


def _text(name: str, value: Any) -> str:
    if isinstance(value, dict | list) or value is None:
        raise StackFailure(_MALFORMED.format(name=name))
    return text(value)


def differ(stack: Any, resource_map: Any) -> bool:
    """Whether a template asks for other outputs than a stack has."""
    had = stack.output_map._output_json_map or {}  # noqa: SLF001 - moto's only way
    return bool(had != (resource_map._template.get("Outputs") or {}))  # noqa: SLF001 - the same


def forget(stack: Any) -> None:
    """The stack gives nothing out."""
    stack.output_map._output_json_map = {}  # noqa: SLF001 - moto's only way
    stack.output_map.exports_of_last_run = []
    stack.imports_of_last_run = set()
    _publish(stack, [])


def publish_again(stack: Any) -> None:
    """Let others import what they could before."""
    _publish(stack, exports_of(stack.output_map))


def exports_of(output_map: Any) -> list[Any]:
    """The exports that the last run has left."""
    exports: list[Any] = vars(output_map).get("exports_of_last_run", [])
    return exports


def _exports(stack: Any, output_map: Any) -> list[Any]:
    parser = import_module("moto.cloudformation.parsing")
    made = []
    for name, declared in (output_map._output_json_map or {}).items():  # noqa: SLF001 - moto's only way
        output = output_map[name]
        if output is not None and declared.get("Export"):
            export_name = parser.clean_json(declared["Export"].get("Name"), stack.resource_map)
            made.append(parser.Export(stack.stack_id, export_name, output.value))
    return made


def _publish(stack: Any, exports: list[Any]) -> None:
    backend = backend_of(stack)
    if stack.stack_id not in backend.stacks:  # of a stack set, which shares nothing
        return
    for name in [name for name, one in backend.exports.items() if one.exporting_stack_id == stack.stack_id]:
        del backend.exports[name]
    backend.exports.update({one.name: one for one in exports})


def backend_of(stack: Any) -> Any:
    """moto's backend of the stack's account and Region."""
    return import_module("moto.cloudformation.models").cloudformation_backends[stack.account_id][stack.region_name]


def names_of_exports(stack: Any) -> set[str]:
    """The names that a stack would export under, as far as they are known before it is made."""
    parser = import_module("moto.cloudformation.parsing")
    names: set[str] = set()
    for declared in (stack.output_map._output_json_map or {}).values():  # noqa: SLF001 - moto's only way
        if declared.get("Export") and _is_shown(stack, declared):
            name = parser.clean_json(declared["Export"].get("Name"), stack.resource_map)
            names.update([name] if isinstance(name, str) else ())
    return names


def _is_shown(stack: Any, declared: Any) -> bool:
    return "Condition" not in declared or bool(stack.resource_map.lazy_condition_map.get(declared["Condition"]))
