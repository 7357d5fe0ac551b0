"""The runs of a whole stack, with the statuses that it has on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import outputs
from mockvpce.moto_bridge.cloudformation.asking import asked, moto_error
from mockvpce.moto_bridge.cloudformation.events import tell_of_stack
from mockvpce.moto_bridge.cloudformation.failures import StepFailed, failed_to, is_stray
from mockvpce.moto_bridge.cloudformation.records import keep, leftovers_of, records_of
from mockvpce.moto_bridge.cloudformation.removal import remove_all
from mockvpce.moto_bridge.cloudformation.run import Run
from mockvpce.moto_bridge.cloudformation.steps import Maker, with_stack_tags
from mockvpce.moto_bridge.cloudformation.updates import Update, roll_back_failed

_FAILING = {
    "ROLLBACK": ("ROLLBACK_IN_PROGRESS", "Rollback requested by user.", "ROLLBACK"),
    "DELETE": ("DELETE_IN_PROGRESS", "Delete requested by user.", "DELETE"),
}


def create(stack: Any, on_failure: str | None = None) -> None:
    """Make the resources of a new stack; where one fails, do what the request says."""
    stack.status = "CREATE_IN_PROGRESS"
    stack.description = stack.template_dict.get("Description")
    with_stack_tags(stack.resource_map, stack)
    run = Run(stack, stack.resource_map, {})
    try:
        run.forward()
    except StepFailed as failed:
        _fail_creation(stack, run, on_failure or asked.get().on_failure)
        if is_stray(failed.error):
            raise failed.error from None
        return
    run.clean_up()
    if all(made.resource is None or made.resource.is_created() for made in run.made.values()):
        stack.mark_creation_complete()


def create_from(stack: Any, change_set: Any, on_failure: str) -> None:
    """Create the stack of a change set, which was there to be reviewed."""
    stack.template, stack.parameters = change_set.template, change_set.parameters
    stack.tags, stack.notification_arns = change_set.tags or {}, change_set.notification_arns or []
    stack._parse_template()  # noqa: SLF001 - moto's only way
    stack.resource_map = stack._create_resource_map()  # noqa: SLF001 - the same
    stack.output_map = stack._create_output_map()  # noqa: SLF001 - the same
    tell_of_stack(stack, "CREATE_IN_PROGRESS", "User Initiated")
    create(stack, "DO_NOTHING" if asked.get().on_failure == "DO_NOTHING" else on_failure)


def _fail_creation(stack: Any, run: Run, on_failure: str) -> None:
    reason = run.reason or failed_to("create", run.failed["CREATE"])
    outputs.forget(stack)
    if on_failure not in _FAILING:
        run.stop()
        stack.failed_creation = run
        tell_of_stack(stack, "CREATE_FAILED", reason)
        return
    status, requested, prefix = _FAILING[on_failure]
    tell_of_stack(stack, status, f"{reason}{requested}")
    _remove_made(stack, run, prefix)


def roll_back_creation(stack: Any) -> None:
    """Remove what was made of a stack whose creation failed, and was left as it was."""
    run, stack.failed_creation = stack.failed_creation, None
    tell_of_stack(stack, "ROLLBACK_IN_PROGRESS", "User Initiated")
    _remove_made(stack, run, "ROLLBACK")


def _remove_made(stack: Any, run: Run, prefix: str) -> None:
    outcome = run.remove_made()
    if outcome.failed:
        tell_of_stack(stack, f"{prefix}_FAILED", failed_to("delete", list(outcome.failed)))
    else:
        tell_of_stack(stack, f"{prefix}_COMPLETE")
        if prefix == "DELETE":
            bury(stack)


def update(
    stack: Any,
    template: str,
    role_arn: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Bring a stack to another template, other parameters or tags; where a step fails, all is as it was."""
    made = Update(stack, template, parameters, tags)
    if made.changes_nothing:
        made.give_up()
        raise moto_error("ValidationError", None, "No updates are to be performed.")
    _run(stack, made, role_arn)


def update_if_changed(stack: Any, template: str, parameters: Mapping[str, Any]) -> None:
    """The same, but that nothing is done where nothing has changed."""
    made = Update(stack, template, parameters)
    if made.changes_nothing:
        made.give_up()
    else:
        _run(stack, made, stack.role_arn)


def _run(stack: Any, made: Update, role_arn: str | None) -> None:
    try:
        made.forward()
    except StepFailed as failed:
        if asked.get().on_failure == "DO_NOTHING":
            made.stop()
        else:
            made.back()
            roll_back_failed(stack)
        if is_stray(failed.error):
            raise failed.error from None
        return
    stack.role_arn = role_arn
    made.finish()


def delete(stack: Any) -> None:
    """Delete the resources of a stack; where one is refused, it stays, and the stack with it."""
    tell_of_stack(stack, "DELETE_IN_PROGRESS", "User Initiated")
    records = records_of(stack.resource_map)
    kept = {name for name, made in records.items() if made.is_retained}
    doomed = [*records.values(), *leftovers_of(stack.resource_map)]
    outcome = remove_all(stack, Maker(stack, stack.resource_map), doomed, kept | asked.get().retained)
    keep(stack.resource_map, {name: records[name] for name in records if name in outcome.failed})
    if outcome.failed:
        tell_of_stack(stack, "DELETE_FAILED", failed_to("delete", list(outcome.failed)))
        if outcome.stray is not None:
            raise outcome.stray
    else:
        tell_of_stack(stack, "DELETE_COMPLETE")


def bury(stack: Any) -> None:
    """Put a stack that is deleted among the deleted ones."""
    outputs.forget(stack)
    backend = outputs.backend_of(stack)
    if backend.stacks.pop(stack.stack_id, None) is not None:
        backend.deleted_stacks[stack.stack_id] = stack
