"""Stacks in which an operation or a guard of ours refuses: they fail and roll back, as in AWS.

moto lets the error out of CreateStack and leaves what it has made. Errors of moto's own resources stay moto's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockvpce.patching import Patches
from mockvpce.protocol.errors import EC2Error


def apply(patches: Patches) -> None:
    """Wrap moto's class of stacks, once somebody imports it."""

    def wrap(module: Any) -> None:
        kind = getattr(module, "Stack", None) or module.FakeStack
        for name, wrapping in (("create_resources", _creating), ("update", _updating)):
            patches.replace(kind, name, wrapping(getattr(kind, name)), "a stack that we refuse rolls back")

    patches.when_imported("moto.cloudformation.models", wrap, needs="cloudformation")


def _creating(create: Callable[[Any], None]) -> Callable[[Any], None]:
    def create_resources(stack: Any) -> None:
        try:
            create(stack)
        except Exception as error:
            if not isinstance(error.__cause__, EC2Error):
                raise
            _tell(stack, "ROLLBACK_IN_PROGRESS", error)
            try:
                stack.resource_map.delete()
            except Exception as obstacle:
                _tell(stack, "ROLLBACK_FAILED", obstacle)
            else:
                _tell(stack, "ROLLBACK_COMPLETE")
            stack.resource_map._resource_json_map = {}  # noqa: SLF001 - else moto makes them anew to describe the stack
            stack.output_map._output_json_map = {}  # noqa: SLF001 - the same

    return create_resources


def _updating(update: Callable[..., None]) -> Callable[..., None]:
    def update_or_roll_back(stack: Any, template: str, *args: Any, **kwargs: Any) -> None:
        before, parameters = stack.template, stack.parameters
        try:
            update(stack, template, *args, **kwargs)
        except Exception as error:
            if not isinstance(error.__cause__, EC2Error):
                raise
            _tell(stack, "UPDATE_ROLLBACK_IN_PROGRESS", error)
            update(stack, before, parameters=parameters)
            _tell(stack, "UPDATE_ROLLBACK_COMPLETE")

    return update_or_roll_back


def _tell(stack: Any, status: str, error: Exception | None = None) -> None:
    stack.status = status
    stack._add_stack_event(status, resource_status_reason=getattr(error, "message", None))  # noqa: SLF001 - moto's only way
