"""Every way in which a moto stack is made, changed and deleted leads to the same runs."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from mockvpce.moto_bridge.cloudformation import (
    change_sets,
    checks,
    descriptions,
    imports,
    nested,
    operations,
    outputs,
    rollbacks,
    stack_runs,
    stack_sets,
    templates,
)
from mockvpce.moto_bridge.cloudformation.asking import asked, moto_error, noting
from mockvpce.patching import Patches

_WHY = "stacks fail and roll back as AWS's do"
_NOTED = (
    "create_stack",
    "update_stack",
    "delete_stack",
    "create_change_set",
    "execute_change_set",
    "delete_stack_instances",
)
_PROTECTED = "Stack [{name}] cannot be deleted while TerminationProtection is enabled"
_RETAINED = (
    "Invalid operation on stack [{name}]. Specify RetainResources only when the stack is in the DELETE_FAILED state."
)


def apply(patches: Patches) -> None:
    """Take the place of moto's methods, once somebody imports them."""

    def in_models(module: Any) -> None:
        kind = getattr(module, "Stack", None) or module.FakeStack
        patches.replace(
            kind, "physical_resource_id", property(attrgetter("stack_id")), "Ref of a nested stack is its ARN"
        )
        patches.replace(kind, "get_cfn_attribute", nested.output, "GetAtt of a nested stack is one of its outputs")
        patches.replace(kind, "create_resources", stack_runs.create, _WHY)
        patches.replace(kind, "update", stack_runs.update, _WHY)
        patches.replace(kind, "delete", stack_runs.delete, _WHY)
        stack_sets.apply(patches, module)
        backend = module.CloudFormationBackend
        for name, method in _BACKEND.items():
            patches.replace(backend, name, method, _WHY)

    def in_parser(module: Any) -> None:
        patches.replace(module.ResourceMap, "__getitem__", _made, "reading a stack makes nothing")
        patches.replace(module.ResourceMap, "__iter__", _all_made, "the same")
        patches.replace(module.ResourceMap, "load", checks.checking(module.ResourceMap.load), "templates are checked")
        patches.replace(module.ResourceMap, "validate_outputs", checks.check_outputs, "outputs of any form")
        patches.replace(module.OutputMap, "exports", property(outputs.exports_of), "the same")

    def in_responses(module: Any) -> None:
        kind = module.CloudFormationResponse
        for answered in (change_sets, descriptions, rollbacks, templates):
            operations.apply(patches, kind, answered.ANSWERS)
        for name in _NOTED:
            patches.replace(kind, name, noting(getattr(kind, name)), "what moto does not read of requests")

    patches.when_imported("moto.cloudformation.responses", in_responses, needs="cloudformation")
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
        raise moto_error("ValidationError", stack.stack_id, "Export names must be unique across a given region")


def _delete_stack(backend: Any, name_or_stack_id: str) -> None:
    """Delete a stack; nothing where there is none."""
    stack = backend.stacks.get(name_or_stack_id)
    stack = stack or next((one for one in backend.stacks.values() if one.name == name_or_stack_id), None)
    if stack is None:
        return
    if stack.enable_termination_protection:
        raise moto_error("ValidationError", None, _PROTECTED.format(name=stack.name))
    if asked.get().retained and stack.status != "DELETE_FAILED":
        raise moto_error("ValidationError", None, _RETAINED.format(name=stack.name))
    used = imports.first_in_use(backend, stack)
    if used is not None:  # the deletion is canceled, as the stack's event says
        stack._add_stack_event(stack.status, resource_status_reason=imports.in_use(backend, stack, used))  # noqa: SLF001 - moto's only way
        return
    stack.delete()
    if stack.status == "DELETE_COMPLETE":
        stack_runs.bury(stack)


_BACKEND = {
    "delete_stack": _delete_stack,
    "_validate_export_uniqueness": _check_exports,
}
