"""Every way in which a stack of moto's is made, changed and deleted leads to the same runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockvpce.moto_bridge.cloudformation import outputs, stack_runs
from mockvpce.patching import Patches

_WHY = "stacks fail and roll back as AWS's do"


def apply(patches: Patches) -> None:
    """Take the place of moto's methods, once somebody imports them."""

    def in_models(module: Any) -> None:
        kind = getattr(module, "Stack", None) or module.FakeStack
        patches.replace(kind, "create_resources", stack_runs.create, _WHY)
        patches.replace(kind, "update", stack_runs.update, _WHY)
        patches.replace(kind, "delete", stack_runs.delete, _WHY)
        patches.replace(module.CloudFormationBackend, "delete_stack", _delete_stack, _WHY)
        patches.replace(module.CloudFormationBackend, "_validate_export_uniqueness", _check_exports, _WHY)

    def in_parser(module: Any) -> None:
        patches.replace(module.ResourceMap, "__getitem__", _made, "reading a stack makes nothing")
        patches.replace(module.ResourceMap, "__iter__", _all_made, "the same")
        patches.replace(module.OutputMap, "exports", property(outputs.exports_of), "the same")

    patches.when_imported("moto.cloudformation.models", in_models, needs="cloudformation")
    patches.when_imported("moto.cloudformation.parsing", in_parser, needs="cloudformation")


def _made(resource_map: Any, key: str) -> Any:
    parsed = resource_map._parsed_resources  # noqa: SLF001 - moto's only way
    if key in parsed:
        return parsed[key]
    if key in resource_map._resource_json_map:  # noqa: SLF001 - the same
        return None
    raise KeyError(key)


def _all_made(resource_map: Any) -> Iterator[str]:
    parsed = resource_map._parsed_resources  # noqa: SLF001 - moto's only way
    return (name for name in resource_map._resource_json_map if parsed.get(name) is not None)  # noqa: SLF001 - the same


def _check_exports(backend: Any, stack: Any) -> None:
    """Refuse a new stack whose exports have names that others have."""
    taken = outputs.names_of_exports(stack) & backend.exports.keys()
    if taken:
        del backend.stacks[stack.stack_id]
        raise outputs.moto_error("ValidationError", stack.stack_id, "Export names must be unique across a given region")


def _delete_stack(backend: Any, name_or_stack_id: str) -> None:
    """Delete a stack; nothing where there is none."""
    stack = backend.stacks.get(name_or_stack_id)
    stack = stack or next((one for one in backend.stacks.values() if one.name == name_or_stack_id), None)
    if stack is None:
        return
    stack.delete()
    if stack.status == "DELETE_COMPLETE":
        outputs.forget(stack)
        del backend.stacks[stack.stack_id]
        backend.deleted_stacks[stack.stack_id] = stack
