"""The runs of a whole stack, with the statuses that it has on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import outputs
from mockvpce.moto_bridge.cloudformation.events import tell_of_stack
from mockvpce.moto_bridge.cloudformation.failures import StepFailed, failed_to, is_stray
from mockvpce.moto_bridge.cloudformation.records import keep, records_of
from mockvpce.moto_bridge.cloudformation.removal import remove_all
from mockvpce.moto_bridge.cloudformation.run import Run
from mockvpce.moto_bridge.cloudformation.steps import Maker, with_stack_tags


def create(stack: Any) -> None:
    """Make the resources of a new stack; where one fails, remove the others."""
    stack.status = "CREATE_IN_PROGRESS"
    stack.description = stack.template_dict.get("Description")
    with_stack_tags(stack.resource_map, stack)
    run = Run(stack, stack.resource_map, {})
    try:
        run.forward()
    except StepFailed as failed:
        _roll_back_creation(stack, run)
        if is_stray(failed.error):
            raise failed.error from None
        return
    outputs.settle(stack)
    if all(made.resource is None or made.resource.is_created() for made in run.made.values()):
        stack.mark_creation_complete()


def _roll_back_creation(stack: Any, run: Run) -> None:
    reason = failed_to("create", run.failed["CREATE"])
    tell_of_stack(stack, "ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user.")
    outcome = run.remove_made()
    outputs.forget(stack)
    if outcome.failed:
        tell_of_stack(stack, "ROLLBACK_FAILED", failed_to("delete", list(outcome.failed)))
    else:
        tell_of_stack(stack, "ROLLBACK_COMPLETE")


def update(
    stack: Any,
    template: str,
    role_arn: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Bring a stack to another template, other parameters or tags; where a step fails, all is as it was."""
    before = _Before(stack)
    run = before.ask(template, parameters, tags)
    tell_of_stack(stack, "UPDATE_IN_PROGRESS", "User Initiated")
    try:
        run.forward()
        outputs.settle(stack)
    except Exception as error:
        cause = error.error if isinstance(error, StepFailed) else error
        _roll_back_update(stack, run, before)
        if is_stray(cause):
            raise cause from None
        return
    stack.role_arn = role_arn
    tell_of_stack(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    run.clean_up()
    tell_of_stack(stack, "UPDATE_COMPLETE")


class _Before:
    """What a stack was before an update."""

    _NAMES = ("template", "template_dict", "parameters", "tags", "resource_map", "output_map", "description")

    def __init__(self, stack: Any) -> None:
        self._stack = stack
        self._kept = {name: getattr(stack, name) for name in self._NAMES}
        self._records = dict(records_of(stack.resource_map))

    def ask(self, template: str, parameters: Mapping[str, Any] | None, tags: Mapping[str, str] | None) -> Run:
        """Let the stack ask for something else; the run leads to it. Nothing has changed where that is refused."""
        stack = self._stack
        try:
            stack.template = template
            stack._parse_template()  # noqa: SLF001 - moto's only way
            if parameters:
                stack.parameters = parameters
            if tags is not None:
                stack.tags = tags
            stack.description = stack.template_dict.get("Description")
            stack.resource_map = stack._create_resource_map()  # noqa: SLF001 - the same
        except BaseException:
            self.restore()
            raise
        with_stack_tags(stack.resource_map, stack)
        return Run(stack, stack.resource_map, self._records)

    def restore(self) -> None:
        """Let it be as it was."""
        for name, value in self._kept.items():
            setattr(self._stack, name, value)
        keep(self._stack.resource_map, self._records)


def _roll_back_update(stack: Any, run: Run, before: _Before) -> None:
    reason = failed_to("create", run.failed["CREATE"]) + failed_to("update", run.failed["UPDATE"])
    tell_of_stack(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
    stuck = run.back()
    before.restore()
    if stuck:
        tell_of_stack(stack, "UPDATE_ROLLBACK_FAILED", failed_to("update", stuck))
    else:
        tell_of_stack(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        tell_of_stack(stack, "UPDATE_ROLLBACK_COMPLETE")


def delete(stack: Any, retained: frozenset[str] = frozenset()) -> None:
    """Delete the resources of a stack; where one is refused, it stays, and the stack with it."""
    tell_of_stack(stack, "DELETE_IN_PROGRESS", "User Initiated")
    records = records_of(stack.resource_map)
    kept = {name for name, made in records.items() if made.declaration.get("DeletionPolicy") == "Retain"}
    outcome = remove_all(stack, Maker(stack, stack.resource_map), list(records.values()), kept | retained)
    keep(stack.resource_map, {name: records[name] for name in records if name in outcome.failed})
    if outcome.failed:
        tell_of_stack(stack, "DELETE_FAILED", failed_to("delete", list(outcome.failed)))
        if outcome.stray is not None:
            raise outcome.stray
    else:
        tell_of_stack(stack, "DELETE_COMPLETE")
