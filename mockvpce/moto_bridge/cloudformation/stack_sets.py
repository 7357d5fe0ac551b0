"""Stack sets: their instances are stacks, which follow the template and parameters of their set by the same runs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import stack_runs
from mockvpce.moto_bridge.cloudformation.asking import asked
from mockvpce.patching import Patches

_WHY = "instances of stack sets are stacks"
_DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def apply(patches: Patches, models: Any) -> None:
    """Take the place of moto's methods."""
    of_set = getattr(models, "StackSet", None) or models.FakeStackSet
    of_instance = getattr(models, "StackInstance", None) or models.FakeStackInstance
    patches.replace(of_set, "create_stack_instances", _creating(of_set.create_stack_instances), _WHY)
    patches.replace(of_set, "update", _updating(of_set.update), _WHY)
    patches.replace(of_set, "update_instances", _updating_some(of_set.update_instances), _WHY)
    patches.replace(of_instance, "to_dict", _describing(of_instance.to_dict), _WHY)
    patches.replace(of_instance, "delete", _deleting(of_instance.delete), "RetainStacks")


def _creating(create: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(create)
    def create_stack_instances(stack_set: Any, *args: Any, **kwargs: Any) -> Any:
        stack_set.instances.template = stack_set.template  # an update may have changed it
        return create(stack_set, *args, **kwargs)

    return create_stack_instances


def _updating(update: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(update)
    def update_set(stack_set: Any, *args: Any, **kwargs: Any) -> Any:
        operation = update(stack_set, *args, **kwargs)
        _bring(stack_set, stack_set.instances.stack_instances)
        return operation

    return update_set


def _updating_some(update: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(update)
    def update_instances(stack_set: Any, accounts: list[str], regions: list[str], *args: Any, **kwargs: Any) -> Any:
        operation = update(stack_set, accounts, regions, *args, **kwargs)
        _bring(stack_set, (stack_set.instances.get_instance(one, region) for one in accounts for region in regions))
        return operation

    return update_instances


def _bring(stack_set: Any, instances: Iterable[Any]) -> None:
    """Let stacks have what their set asks for, with each one's own parameters."""
    for instance in instances:
        instance.template = stack_set.template
        wanted = {**_named(stack_set.parameters), **_named(instance.parameters)}
        stack_runs.update_if_changed(instance.stack, stack_set.template, wanted)


def _named(parameters: Any) -> dict[str, str]:
    """Parameters as a mapping; moto has them as lists of requests, too."""
    if isinstance(parameters, Mapping):
        return dict(parameters)
    return {one["ParameterKey"]: one["ParameterValue"] for one in parameters or ()}


def _describing(describe: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    @functools.wraps(describe)
    def to_dict(instance: Any) -> dict[str, Any]:
        is_done = instance.stack.status in _DONE
        return {
            **describe(instance),
            "StackId": instance.stack.stack_id,
            "Status": "CURRENT" if is_done else "OUTDATED",
            "StackInstanceStatus": {"DetailedStatus": "SUCCEEDED" if is_done else "FAILED"},
        }

    return to_dict


def _deleting(delete: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(delete)
    def delete_instance(instance: Any) -> None:
        if not asked.get().retains_stacks:
            delete(instance)

    return delete_instance
